package dev.roomcast.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;

/** How often one connection may send, and how often it may be told that it must not. Owned by its loop. */
final class RateLimit {

    private final Bucket messages;
    private final Bucket violations;

    /**
     * @param perSecond messages a second in the long run, 0 for any number
     * @param burst messages at once, 0 for any number
     * @param violationsPerMinute refusals a minute before it is enough, 0 for any number
     */
    RateLimit(int perSecond, int burst, int violationsPerMinute) {
        messages = perSecond == 0 || burst == 0
                ? null
                : bucket(Bandwidth.builder()
                        .capacity(burst)
                        .refillGreedy(perSecond, Duration.ofSeconds(1))
                        .build());
        violations = violationsPerMinute == 0
                ? null
                : bucket(Bandwidth.builder()
                        .capacity(violationsPerMinute)
                        .refillGreedy(violationsPerMinute, Duration.ofMinutes(1))
                        .build());
    }

    private static Bucket bucket(Bandwidth bandwidth) {
        return Bucket.builder().addLimit(bandwidth).build();
    }

    /** Takes one message; 0 where it may go on, else the milliseconds until the next may. */
    long take() {
        if (messages == null || messages.tryConsume(1)) {
            return 0;
        }
        long nanos = messages.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** Notes a refusal; false where there were too many. */
    boolean tolerate() {
        return violations == null || violations.tryConsume(1);
    }
}
