package dev.roomcast.limits;

import java.time.Duration;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/**
 * How much of one thing may be spent.
 *
 * @param amount in the long run for each period; 0 for any amount
 * @param burst at once, where nothing was spent for a while; 0 for any amount
 * @param period what the amount is for
 */
record Allowance(long amount, long burst, Duration period) {

    /** What may come at once counts in seconds, where the amount is for a second. */
    static Allowance perSecond(long amount, int burstSeconds) {
        return new Allowance(amount, amount * burstSeconds, Duration.ofSeconds(1));
    }

    /** All of a minute may come at once. */
    static Allowance perMinute(long amount) {
        return new Allowance(amount, amount, Duration.ofMinutes(1));
    }

    boolean isUnlimited() {
        return amount == 0 || burst == 0;
    }

    /** A full bucket, safe for many threads. By a clock that only goes forward: the wall clock may be set back. */
    Bucket bucket() {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(burst)
                        .refillGreedy(amount, period)
                        .build())
                .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                .build();
    }
}
