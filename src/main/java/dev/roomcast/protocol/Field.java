package dev.roomcast.protocol;

import java.util.HashMap;
import java.util.Map;

/** The members of a client's message that the server reads; any other is ignored. */
enum Field {
    TYPE("type"),
    ID("id"),
    USER("user"),
    TOKEN("token"),
    GUEST_KEY("guestKey"),
    MESSAGE("message"),
    ROOM_ID("roomId"),
    ROOM("room"),
    HISTORY("history"),
    SINCE("since"),
    CONTENT("content"),
    MESSAGE_ID("messageId"),
    OFFSET("offset"),
    USER_ID("userId"),
    LIMIT("limit"),
    CURSOR("cursor"),
    BEFORE("before"),
    DATA("data");

    /** How many there are. */
    static final int COUNT = values().length;

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            BY_NAME.put(field.wireName, field);
        }
    }

    private final String wireName;

    Field(String wireName) {
        this.wireName = wireName;
    }

    /** Its name on the wire. */
    String wireName() {
        return wireName;
    }

    /** The field of that name; null for one that the server does not read. */
    static Field of(String wireName) {
        return BY_NAME.get(wireName);
    }
}
