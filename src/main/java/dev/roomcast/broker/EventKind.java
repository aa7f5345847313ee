package dev.roomcast.broker;

/** What a back end can be told of. */
public enum EventKind {
    /** A room was opened: created, or entered by its first member. */
    ROOM_OPENED("room-opened", 'o'),
    /** The last member of a room left it. */
    ROOM_EMPTIED("room-emptied", 'e'),
    /** A connection became a member of a room. */
    MEMBER_JOINED("member-joined", 'j'),
    /** A connection is a member of a room no more. */
    MEMBER_LEFT("member-left", 'l'),
    /** A message was stored. */
    MESSAGE_STORED("message-stored", 'm'),
    /** A message was deleted. */
    MESSAGE_DELETED("message-deleted", 'd');

    private final String wireName;
    private final char code;

    EventKind(String wireName, char code) {
        this.wireName = wireName;
        this.code = code;
    }

    /** As settings and payloads have it. */
    public String wireName() {
        return wireName;
    }

    /** As the scripts in Redis and {@link EventRules#wanted} have it. */
    public char code() {
        return code;
    }

    /**
     * The kind of a code.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static EventKind of(char code) {
        for (EventKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of event has the code " + code);
    }

    /**
     * The kind of a name.
     *
     * @return null where there is none
     */
    public static EventKind named(String wireName) {
        for (EventKind kind : values()) {
            if (kind.wireName.equals(wireName)) {
                return kind;
            }
        }
        return null;
    }
}
