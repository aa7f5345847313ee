package dev.roomcast.client;

/** What becomes of a message that cannot be delivered as it is. */
public enum Decision {
    /** It is rejected, and the room's next one goes. */
    DROP,
    /** It is sent again, come what may: where it was {@link ErrorCode#UNCERTAIN}, it may then be stored twice. */
    RETRY,
    /** It is rejected, and so is what waits behind it in the room. */
    DROP_ALL
}
