package dev.roomcast.delivery;

import java.time.Duration;

/** The buckets of the latency histograms: from a tenth of a millisecond to a second. */
public final class Latency {

    /** Upper bounds of the buckets. */
    public static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1)
    };

    private Latency() {}
}
