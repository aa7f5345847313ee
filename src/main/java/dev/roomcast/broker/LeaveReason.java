package dev.roomcast.broker;

/** Why a connection is a member of a room no more. */
public enum LeaveReason {
    /** It asked to. */
    LEFT("left"),
    /** Somebody put it out of the room. */
    KICKED("kicked"),
    /** Its new token does not allow the room. */
    FORBIDDEN("forbidden"),
    /** A guest signed in, and is a member as somebody else from now on. */
    SIGNED_IN("signed-in"),
    /** The connection was closed or lost. */
    CLOSED("closed"),
    /** The connection was closed because its token had ended, or was revoked. */
    TOKEN_ENDED("token-ended"),
    /** The instance that had the connection died. */
    INSTANCE_DIED("instance-died");

    private final String wireName;

    LeaveReason(String wireName) {
        this.wireName = wireName;
    }

    /** As payloads have it. */
    public String wireName() {
        return wireName;
    }
}
