package dev.roomcast.broker.redis.link;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: longer each time, and not as long as everyone else. */
final class Backoff {

    private static final long FIRST_MILLIS = 25;
    private static final long LONGEST_MILLIS = 500;

    private long next = FIRST_MILLIS;

    /** Milliseconds until the next try. */
    long next() {
        long wait = next;
        next = Math.min(2 * next, LONGEST_MILLIS);
        return wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
    }

    /** It went well: begins anew. */
    void reset() {
        next = FIRST_MILLIS;
    }
}
