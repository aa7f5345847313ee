package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.HdrHistogram.Histogram;

import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Sample;

/** Messages to members of rooms, at a rate or in flight; a part of the members may never read. */
final class SteadyScene implements Scene {

    private static final Duration OPENING = Duration.ofMinutes(3);
    private static final Duration LAST_ONES = Duration.ofSeconds(30);

    private final Stage stage;
    private final Load load;
    private final Crowd crowd;
    private final Sleepers sleepers;

    /**
     * Connects everyone.
     *
     * @param payloadLength bytes of each message
     * @param deflate whether to negotiate permessage-deflate; fails where the server does not
     * @param sleepers members of the first room, beyond those of the shape, who never read
     */
    SteadyScene(Stage stage, Shape shape, Load load, int payloadLength, boolean deflate, int sleepers) {
        this.stage = stage;
        this.load = load;
        Payload payload = new Payload(payloadLength);
        crowd = new Crowd(stage.generator(), stage.fleet(), stage.protocol(), "room", shape, payload, deflate);
        this.sleepers = new Sleepers(stage, crowd.roomId(0), payload, sleepers);
        Waiting.await(
                stage.generator().call(() -> crowd.open(Admission.GENTLE)),
                OPENING,
                () -> "not all could connect and join in time");
        if (deflate && !stage.generator().call(crowd::deflating)) {
            close();
            throw new UnsupportedOperationException("does not negotiate permessage-deflate");
        }
    }

    @Override
    public void warm(Duration duration) {
        Sample sample = measure(duration);
        if (!sample.faults().isEmpty()) {
            throw new IllegalStateException(sample.faults().get(0));
        }
    }

    @Override
    public Sample measure(Duration duration) {
        Generator generator = stage.generator();
        sleepers.renew();
        generator.run(crowd::forget);
        long bytes = generator.call(crowd::bytesRead);
        Stopwatch watch = new Stopwatch(stage.fleet());
        CompletableFuture<Void> published = generator.call(() -> load.run(generator.loop(), crowd, duration));
        Waiting.await(published, duration.plus(LAST_ONES), () -> generator.call(crowd::missing));
        Waiting.await(generator.call(crowd::settle), LAST_ONES, () -> generator.call(crowd::missing));
        Stopwatch.Lap lap = watch.lap();
        return generator.call(() -> sample(lap, crowd.bytesRead() - bytes));
    }

    private Sample sample(Stopwatch.Lap lap, long bytes) {
        Histogram latencies = crowd.latencies();
        double deliveries = latencies.getTotalCount();
        Map<Metric, Double> values = lap.values();
        values.put(Metric.CPU_PER_DELIVERY, lap.cpuMicros() / deliveries);
        values.put(Metric.DELIVERIES, deliveries / lap.seconds());
        values.put(Metric.P50, latencies.getValueAtPercentile(50) / 1e6);
        values.put(Metric.P99, latencies.getValueAtPercentile(99) / 1e6);
        values.put(Metric.P999, latencies.getValueAtPercentile(99.9) / 1e6);
        values.put(Metric.WIRE, bytes / deliveries);
        return new Sample(values, List.copyOf(crowd.faults()));
    }

    @Override
    public void close() {
        stage.generator().run(crowd::abort);
        sleepers.close();
    }
}
