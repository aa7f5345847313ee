package dev.roomcast.endpoint;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many times each address came in the running second. Bounded: addresses share a fixed number of counters, so one may
 * be taken for one that came more often, with a chance of one in as many. Which ones share cannot be told from outside.
 */
final class AddressCounts {

    private static final int COUNTERS = 8_192;
    private static final long NANOS = 1_000_000_000;

    private final long seed = ThreadLocalRandom.current().nextLong() | 1;

    /** The second in the upper half, the count in the lower. */
    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);

    /**
     * Counts an address once more.
     *
     * @param key of an address
     * @return how often it came in this second, this time too
     */
    int count(String key) {
        int slot = (int) (key.hashCode() * seed >>> 51);
        long second = System.nanoTime() / NANOS << 32;
        long now = counters.updateAndGet(slot, before -> (before & ~0xffffffffL) == second ? before + 1 : second + 1);
        return (int) now;
    }
}
