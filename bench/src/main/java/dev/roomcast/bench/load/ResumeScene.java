package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Sample;

/**
 * A resume storm: all readers lose their connection, a hundred messages are said in each room, and all come back at once
 * for what they missed. Another crowd, which stays, does the writing.
 */
final class ResumeScene implements Scene {

    /** Messages of each room that are missed. */
    private static final int MISSED = 100;

    private static final int WRITES_PER_SECOND = 5_000;
    private static final int PAYLOAD = 128;
    private static final Duration MOST = Duration.ofMinutes(3);

    /** In which a server deals with those who have left, and with what it owes to itself after the writing. */
    private static final Duration REST = Duration.ofSeconds(2);

    private final Stage stage;
    private final int rooms;
    private final Crowd writers;
    private final Returners returners;

    /** Connects everyone: {@code clients} readers, evenly over {@code rooms}, and a writer in each room. */
    ResumeScene(Stage stage, int clients, int rooms) {
        this.stage = stage;
        this.rooms = rooms;
        Payload payload = new Payload(PAYLOAD);
        Generator generator = stage.generator();
        writers = new Crowd(
                generator, stage.fleet(), stage.protocol(), "storm", new Shape(rooms, rooms, 1), payload, false);
        Waiting.await(
                generator.call(() -> writers.open(Admission.GENTLE)), MOST, () -> "not all writers could join in time");
        returners = new Returners(stage, clients, rooms, writers::roomId, payload);
        Waiting.await(
                generator.call(() -> returners.enter(Admission.GENTLE)),
                MOST,
                () -> "not all readers could join in time");
    }

    @Override
    public void warm(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        do {
            Sample sample = measure(duration);
            if (!sample.faults().isEmpty()) {
                throw new IllegalStateException(sample.faults().get(0));
            }
        } while (System.nanoTime() < end);
    }

    @Override
    public Sample measure(Duration duration) {
        Generator generator = stage.generator();
        generator.run(returners::leave);
        Waiting.pass(REST);
        CompletableFuture<Void> said = generator.call(
                () -> new Load.Ticks(generator.loop(), writers, WRITES_PER_SECOND, (long) MISSED * rooms).begin());
        Waiting.await(said, MOST, () -> "the writers are not done");
        Waiting.await(generator.call(writers::settle), MOST, () -> generator.call(writers::missing));
        Waiting.pass(REST);
        Stopwatch watch = new Stopwatch(stage.fleet());
        Waiting.await(generator.call(() -> returners.comeBack(MISSED)), MOST, () -> generator.call(returners::missing));
        Stopwatch.Lap lap = watch.lap();
        Map<Metric, Double> values = lap.values();
        values.put(Metric.TIME, lap.seconds());
        values.put(Metric.CPU_PER_RETURN, lap.cpuMicros() / returners.size());
        return new Sample(values, generator.call(returners::faults));
    }

    @Override
    public void close() {
        stage.generator().run(() -> {
            writers.abort();
            returners.leave();
        });
    }
}
