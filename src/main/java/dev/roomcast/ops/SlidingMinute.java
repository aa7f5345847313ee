package dev.roomcast.ops;

import java.util.function.LongSupplier;

/**
 * How much a rising total has risen within the last minute. The total is noted once a second, so that counting itself costs
 * nothing more; what happened since the last note is in as well.
 */
final class SlidingMinute {

    static final int SECONDS = 60;

    private final LongSupplier total;
    private final long[] notes = new long[SECONDS];
    private int next;
    private int noted;

    SlidingMinute(LongSupplier total) {
        this.total = total;
    }

    /** To be called once a second. */
    synchronized void tick() {
        notes[next] = total.getAsLong();
        next = (next + 1) % SECONDS;
        noted = Math.min(SECONDS, noted + 1);
    }

    /** What was added within the last minute, or since the start where that is less. */
    synchronized long sum() {
        return total.getAsLong() - (noted < SECONDS ? 0 : notes[next]);
    }

    /** What was added a second, over the last minute or since the start. */
    synchronized double perSecond() {
        return (double) sum() / Math.max(1, noted);
    }
}
