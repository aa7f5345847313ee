package dev.roomcast.session;

import java.time.Duration;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/** How many errors a minute of its own doing a connection may cause before there are too many. Owned by the session's loop. */
final class Violations {

    private final int perMinute;
    private Bucket tolerated;

    /**
     * @param perMinute errors a minute before there are too many, 0 for any number
     */
    Violations(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Notes one more; false where there were too many. */
    boolean isTolerable() {
        if (perMinute == 0) {
            return true;
        }
        if (tolerated == null) {
            tolerated = Bucket.builder()
                    .addLimit(Bandwidth.builder()
                            .capacity(perMinute)
                            .refillGreedy(perMinute, Duration.ofMinutes(1))
                            .build())
                    // A clock that only goes forward: the wall clock may be set back.
                    .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                    .build();
        }
        return tolerated.tryConsume(1);
    }
}
