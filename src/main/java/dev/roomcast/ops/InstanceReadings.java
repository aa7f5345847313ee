package dev.roomcast.ops;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;

import dev.roomcast.RoomcastConfig;

/**
 * What administrators are shown of this instance beside the {@link ServerCounters}: read from the meters, so that a page
 * shows the same numbers as Prometheus. To be called on any thread; nothing here waits.
 */
@Singleton
public class InstanceReadings {

    private final String id = UUID.randomUUID().toString();
    private final ServerCounters counters;
    private final RoomcastConfig config;
    private final Store store;
    private final MeterRegistry meters;

    InstanceReadings(ServerCounters counters, RoomcastConfig config, Store store, MeterRegistry meters) {
        this.counters = counters;
        this.config = config;
        this.store = store;
        this.meters = meters;
    }

    /**
     * How many times something took at most so long, since the start; includes those of all shorter bounds.
     *
     * @param seconds the bound
     */
    public record Bucket(double seconds, long count) {}

    /**
     * Times since the start.
     *
     * @param count how many there are in all
     * @param buckets by rising bounds
     */
    public record Histogram(long count, List<Bucket> buckets) {}

    /** A name of this process, another one after each start: tells which of many instances an answer is from. */
    public String id() {
        return id;
    }

    /** As {@code /health} has it: {@code healthy}, {@code warning} or {@code critical}. */
    public String health() {
        return HealthReport.of(counters, config, store).status().name().toLowerCase(Locale.ROOT);
    }

    /** Messages of rooms put into the outboxes of members since the start, counted for each member. */
    public long deliveries() {
        Counter deliveries = meters.find("roomcast.deliveries").counter();
        return deliveries == null ? 0 : (long) deliveries.count();
    }

    /** Times from the publication of a message until it was written for all members on one event loop. */
    public Histogram fanOut() {
        return histogram("roomcast.fanout.latency");
    }

    /** Times from a message's arrival to its ack. */
    public Histogram acks() {
        return histogram("roomcast.ack.latency");
    }

    private Histogram histogram(String name) {
        Timer timer = meters.find(name).timer();
        if (timer == null) {
            return new Histogram(0, List.of());
        }
        HistogramSnapshot snapshot = timer.takeSnapshot();
        return new Histogram(
                snapshot.count(),
                Arrays.stream(snapshot.histogramCounts())
                        .map(bucket -> new Bucket(bucket.bucket(TimeUnit.SECONDS), (long) bucket.count()))
                        .filter(bucket -> Double.isFinite(bucket.seconds()))
                        .toList());
    }

    /** Seconds since a probe last came back through Redis; empty before the first, and with the memory broker. */
    public OptionalDouble probeAge() {
        return gauge("roomcast.redis.probe.age");
    }

    /** Instances that this one knows of, itself too. */
    public int instances() {
        return (int) Math.max(1, gauge("roomcast.lease.instances").orElse(1));
    }

    private OptionalDouble gauge(String name) {
        return meters.find(name).gauges().stream()
                .mapToDouble(Gauge::value)
                .filter(Double::isFinite)
                .max();
    }
}
