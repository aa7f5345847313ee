package dev.roomcast.limits;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.github.bucket4j.Bucket;

/**
 * What one connection, user or address has left of everything. While anything is left a request may cost more than that;
 * what it costs beyond is paid back before the next. So a request larger than a burst is possible, and two threads that ask
 * at once may both be let in. Buckets are made when something is first spent. Safe for many threads.
 */
public final class Budget {

    /** What is spent is reported to other instances once it is this part of a burst: a twentieth. */
    private static final long REPORTED_SHARE = 20;

    private final Allowances allowances;
    private final AtomicReferenceArray<Bucket> buckets = new AtomicReferenceArray<>(Cost.COUNT);

    /** Spent here and not reported to other instances yet; null where it never is. */
    private final AtomicLongArray unreported;

    Budget(Allowances allowances, boolean reported) {
        this.allowances = allowances;
        this.unreported = reported ? new AtomicLongArray(Cost.COUNT) : null;
    }

    /** Milliseconds until something is left, at least 1; 0 where it is. */
    public long retryAfterMs(Cost cost) {
        Bucket bucket = bucket(cost);
        if (bucket == null || bucket.getAvailableTokens() > 0) {
            return 0;
        }
        long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** Spends, whatever is left. */
    public void charge(Cost cost, long amount) {
        Bucket bucket = bucket(cost);
        if (bucket != null && amount > 0) {
            bucket.consumeIgnoringRateLimits(amount);
            if (unreported != null) {
                unreported.addAndGet(cost.ordinal(), amount);
            }
        }
    }

    /** Notes what was spent on other instances. */
    void spentElsewhere(Cost cost, long amount) {
        Bucket bucket = amount > 0 ? bucket(cost) : null;
        if (bucket != null) {
            bucket.consumeIgnoringRateLimits(amount);
        }
    }

    private Bucket bucket(Cost cost) {
        Bucket bucket = buckets.get(cost.ordinal());
        if (bucket != null) {
            return bucket;
        }
        Allowance allowance = allowances.of(cost);
        if (allowance == null) {
            return null;
        }
        Bucket made = allowance.bucket();
        return buckets.compareAndSet(cost.ordinal(), null, made) ? made : buckets.get(cost.ordinal());
    }

    /**
     * What was spent here and not reported to other instances, by {@link Cost#ordinal}.
     *
     * @return null where it is too little yet
     */
    long[] takeUnreported() {
        boolean enough = false;
        for (Cost cost : Cost.values()) {
            long spent = unreported.get(cost.ordinal());
            enough |= spent > 0 && spent >= allowances.of(cost).burst() / REPORTED_SHARE;
        }
        if (!enough) {
            return null;
        }
        long[] spent = new long[Cost.COUNT];
        for (int i = 0; i < spent.length; i++) {
            spent[i] = unreported.getAndSet(i, 0);
        }
        return spent;
    }

    /** Whether all is left, so that a new one would be the same. */
    boolean isFull() {
        for (Cost cost : Cost.values()) {
            Bucket bucket = buckets.get(cost.ordinal());
            if (bucket != null
                    && bucket.getAvailableTokens() < allowances.of(cost).burst()) {
                return false;
            }
        }
        return true;
    }
}
