package dev.roomcast.broker.redis.link;

/**
 * A call in any order was not answered before another store was found in the place of the one it was sent to. It may have
 * been carried out there. Its caller decides what to send to the new one. Has no stack trace: it is news, not a bug.
 */
public final class StoreChangedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreChangedException() {
        super("another store", null, false, false);
    }
}
