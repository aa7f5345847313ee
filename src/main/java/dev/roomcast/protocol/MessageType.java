package dev.roomcast.protocol;

import java.util.Optional;

/** The two types under which content may be published to a room. */
public enum MessageType {
    ROOM_MESSAGE("room-message"),
    CHAT_MESSAGE("chat-message");

    private final String wireName;

    MessageType(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The type of that wire name; empty where there is none. */
    public static Optional<MessageType> of(String wireName) {
        for (MessageType type : values()) {
            if (type.wireName.equals(wireName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
