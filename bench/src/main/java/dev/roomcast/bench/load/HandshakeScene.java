package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Sample;

/** Connections are made, at a rate or as a storm, and are kept until the run is over; their end is not counted. */
final class HandshakeScene implements Scene {

    private static final Duration OPENING = Duration.ofMinutes(2);

    /** In which a server deals with those who have left. */
    private static final Duration REST = Duration.ofSeconds(1);

    /** Of a turn of warming up: its connections are open together, and there are only so many files. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Stage stage;
    private final int perSecond;
    private final int storm;

    /**
     * @param perSecond connections made a second; 0: a storm
     * @param storm connections of a storm
     */
    HandshakeScene(Stage stage, int perSecond, int storm) {
        this.stage = stage;
        this.perSecond = perSecond;
        this.storm = storm;
    }

    @Override
    public void warm(Duration duration) {
        Duration turn = duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
        long end = System.nanoTime() + duration.toNanos();
        do {
            measure(turn);
        } while (System.nanoTime() < end);
    }

    @Override
    public Sample measure(Duration duration) {
        int connections = perSecond > 0 ? (int) (perSecond * duration.toMillis() / 1_000) : storm;
        Generator generator = stage.generator();
        Crowd crowd = new Crowd(
                generator,
                stage.fleet(),
                stage.protocol(),
                "nobody",
                new Shape(connections, 0, 0),
                new Payload(Payload.MIN_LENGTH),
                false);
        try {
            Stopwatch watch = new Stopwatch(stage.fleet());
            Waiting.await(
                    generator.call(() -> perSecond > 0 ? paced(crowd, connections) : crowd.open(Admission.STORM)),
                    OPENING.plus(duration),
                    () -> "not all could connect in time");
            Stopwatch.Lap lap = watch.lap();
            Map<Metric, Double> values = lap.values();
            values.put(Metric.CPU_PER_HANDSHAKE, lap.cpuMicros() / connections);
            values.put(Metric.HANDSHAKES, connections / lap.seconds());
            values.put(Metric.TIME, lap.seconds());
            return new Sample(values, generator.call(crowd::faults));
        } finally {
            generator.run(crowd::abort);
            Waiting.pass(REST);
        }
    }

    private CompletableFuture<Void> paced(Crowd crowd, int connections) {
        CompletableFuture<Void> all = crowd.openSlowly();
        long begin = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            long due = begin + i * 1_000_000_000L / perSecond;
            stage.generator().loop().schedule(crowd::dialNext, due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return all;
    }

    @Override
    public void close() {
        // Each run has ended its own connections.
    }
}
