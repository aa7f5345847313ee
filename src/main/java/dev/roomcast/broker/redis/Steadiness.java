package dev.roomcast.broker.redis;

/**
 * For how long this instance has been reaching Redis without interruption. Who was cut off a moment ago, or stood still,
 * or whose Redis stood still, sees everybody's lease run out, and must not clean up after anyone before they had the time
 * to renew. To be called on any thread.
 */
final class Steadiness {

    private final long renewalMillis;
    private final long leaseMillis;

    private boolean steady;
    private long since;
    private long tickedAt = System.nanoTime();
    private long redisMillis;
    private long renewedAt;

    /**
     * @param renewalMillis time between two ticks
     * @param leaseMillis how long it takes to be trusted again
     */
    Steadiness(long renewalMillis, long leaseMillis) {
        this.renewalMillis = renewalMillis;
        this.leaseMillis = leaseMillis;
    }

    /** It is time to renew; ticks that come late tell that this process stood still. */
    synchronized void ticked() {
        long now = System.nanoTime();
        if (now - tickedAt > (renewalMillis + leaseMillis / 2) * 1_000_000) {
            steady = false;
        }
        tickedAt = now;
    }

    /** Redis is not reached, or was not and is again. */
    synchronized void interrupted() {
        steady = false;
    }

    /** A renewal was answered. Redis' clock may have been set: then all ages are wrong for once. */
    synchronized void renewed(long redisClock) {
        long now = System.nanoTime();
        long jump = (redisClock - redisMillis) - (now - renewedAt) / 1_000_000;
        if (!steady || Math.abs(jump) > leaseMillis / 2) {
            steady = true;
            since = now;
        }
        redisMillis = redisClock;
        renewedAt = now;
    }

    /** Whether it has been for one whole lease. */
    synchronized boolean isLongEnough() {
        return steady && System.nanoTime() - since >= leaseMillis * 1_000_000;
    }
}
