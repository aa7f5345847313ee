package dev.roomcast.broker.redis.link;

/** A Redis could not be reached, or is none that can be worked with. Has no stack trace: it is news, not a bug. */
final class NotReachedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** {@code why}: for people. */
    NotReachedException(String why) {
        super(why, null, false, false);
    }
}
