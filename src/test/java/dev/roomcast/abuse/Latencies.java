package dev.roomcast.abuse;

import java.util.Arrays;

/** Durations as they come, by any thread. */
final class Latencies {

    private long[] nanos = new long[4_096];
    private int count;

    synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    synchronized void clear() {
        count = 0;
    }

    synchronized int count() {
        return count;
    }

    /**
     * That share of all was at most so long, in milliseconds; 0 where there is none.
     *
     * @param share 0.99 for p99, 1 for the longest
     */
    synchronized double millis(double share) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) Math.ceil(count * share) - 1)] / 1e6;
    }
}
