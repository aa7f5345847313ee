package dev.roomcast.broker.redis.link;

/**
 * Whether Redis does what it is asked to, or refuses, for it is full, or lacks replicas, or is busy. Noted on one event
 * loop; asked on any thread.
 */
final class RefusalWatch {

    /** How long Redis may refuse before that is said to be so. */
    private static final long REFUSED_NANOS = 1_000_000_000L;

    /** How long a refusal is believed of a Redis that is asked for nothing more: only the next answer could undo it. */
    private static final long BELIEVED_NANOS = 5_000_000_000L;

    /** When it began to refuse, {@link System#nanoTime}; 0 where it does not. */
    private volatile long since;

    private volatile long last;

    void refused() {
        long now = System.nanoTime();
        if (since == 0 || now - last > BELIEVED_NANOS) {
            since = now;
        }
        last = now;
    }

    /** It did what it was asked to, or is another one. */
    void accepted() {
        since = 0;
    }

    /** Whether it has been refusing for a while. */
    boolean isRefused() {
        long began = since;
        long now = System.nanoTime();
        return began != 0 && now - began > REFUSED_NANOS && now - last < BELIEVED_NANOS;
    }
}
