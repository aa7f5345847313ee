package dev.roomcast.protocol;

import java.util.HashMap;
import java.util.Map;

/** The types that a client may send, by their names on the wire. */
public enum ClientMessageType {
    PING("ping"),
    AUTH("auth"),
    CHAT("chat"),
    CREATE_ROOM("create-room"),
    JOIN_ROOM("join-room"),
    LEAVE_ROOM("leave-room"),
    ROOM_MESSAGE("room-message"),
    CHAT_MESSAGE("chat-message"),
    ROOM_SIGNAL("room-signal"),
    DELETE_MESSAGE("delete-message"),
    KICK("kick"),
    GET_ROOMS("get-rooms"),
    GET_ROOM_INFO("get-room-info"),
    GET_ROOM_MEMBERS("get-room-members"),
    GET_HISTORY("get-history"),
    GET_ONLINE_USERS("get-online-users"),
    ADMIN_BROADCAST("admin-broadcast"),
    COMPRESSED("compressed");

    private static final Map<String, ClientMessageType> BY_NAME = new HashMap<>();

    static {
        for (ClientMessageType type : values()) {
            BY_NAME.put(type.wireName, type);
        }
    }

    private final String wireName;

    ClientMessageType(String wireName) {
        this.wireName = wireName;
    }

    /** The value of {@code type} on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The type of that name, or null. */
    static ClientMessageType of(String wireName) {
        return BY_NAME.get(wireName);
    }
}
