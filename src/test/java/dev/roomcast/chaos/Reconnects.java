package dev.roomcast.chaos;

import java.time.Duration;
import java.util.List;

/**
 * How clients came back from an instance that ended.
 *
 * @param count how many came back
 * @param inWorstSecond how many of them in the worst second, wherever that begins
 * @param even how many a second would have been, spread evenly over the time that the server spreads them over
 */
record Reconnects(int count, int inWorstSecond, double even) {

    /** The part of the drain time over which the server spreads them. */
    private static final double SPREAD = 0.8;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * Counts.
     *
     * @param nanos when each came back, in any order
     */
    static Reconnects of(List<Long> nanos, Duration drain) {
        long[] times = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int worst = 0;
        int first = 0;
        for (int last = 0; last < times.length; last++) {
            while (times[last] - times[first] >= SECOND_NANOS) {
                first++;
            }
            worst = Math.max(worst, last - first + 1);
        }
        return new Reconnects(times.length, worst, times.length / (SPREAD * drain.toMillis() / 1_000));
    }

    /** As {@link #of}, for the times that clients were told, in ms. */
    static Reconnects told(List<Long> afterMillis, Duration drain) {
        return of(
                afterMillis.stream()
                        .map(millis -> Duration.ofMillis(millis).toNanos())
                        .toList(),
                drain);
    }

    /** The worst second in relation to an even one. */
    double overEven() {
        return inWorstSecond / even;
    }
}
