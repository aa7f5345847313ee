package dev.roomcast.client;

import java.util.function.DoubleSupplier;

/**
 * Waits that grow twofold, with full jitter: each is drawn evenly from zero to the bound, so that a crowd that lost its
 * server at one moment does not come back at one moment.
 */
final class Backoff {

    /** 2^30 is beyond any bound in use, and keeps the power within a long. */
    private static final int MOST_DOUBLINGS = 30;

    private final long minMillis;
    private final long maxMillis;
    private final int tries;
    private final DoubleSupplier random;
    private int attempts;

    /**
     * @param tries how many in a row; 0 for no end
     * @param random evenly from 0 to 1
     */
    Backoff(long minMillis, long maxMillis, int tries, DoubleSupplier random) {
        this.minMillis = minMillis;
        this.maxMillis = maxMillis;
        this.tries = tries;
        this.random = random;
    }

    /** The next wait in milliseconds, or -1 where the tries are used up. */
    long next() {
        if (tries > 0 && attempts >= tries) {
            return -1;
        }
        double bound = Math.min(maxMillis, minMillis * (double) (1L << Math.min(attempts, MOST_DOUBLINGS)));
        attempts++;
        return Math.round(random.getAsDouble() * bound);
    }

    int attempt() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
