package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.Map;

import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Sample;

/** Connections that say nothing; they may be in rooms. */
final class IdleScene implements Scene {

    private static final Duration OPENING = Duration.ofMinutes(3);

    private final Stage stage;
    private final Crowd crowd;

    /** Connects everyone. */
    IdleScene(Stage stage, Shape shape) {
        this.stage = stage;
        crowd = new Crowd(
                stage.generator(),
                stage.fleet(),
                stage.protocol(),
                "idle",
                shape,
                new Payload(Payload.MIN_LENGTH),
                false);
        Waiting.await(
                stage.generator().call(() -> crowd.open(Admission.GENTLE)),
                OPENING,
                () -> "not all could connect in time");
    }

    @Override
    public void warm(Duration duration) {
        Waiting.pass(duration);
    }

    @Override
    public Sample measure(Duration duration) {
        stage.generator().run(crowd::forget);
        Stopwatch watch = new Stopwatch(stage.fleet());
        Waiting.pass(duration);
        Stopwatch.Lap lap = watch.lap();
        Map<Metric, Double> values = lap.values();
        values.put(Metric.IDLE_CPU, lap.cpuMicros() / 1e3 / lap.seconds());
        stage.fleet().liveHeapBytes().ifPresent(bytes -> values.put(Metric.LIVE_HEAP, bytes / 1e6));
        return new Sample(values, stage.generator().call(crowd::faults));
    }

    @Override
    public void close() {
        stage.generator().run(crowd::abort);
    }
}
