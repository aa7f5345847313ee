package dev.roomcast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

/** Every fault once, in about a minute; {@code bench/chaos} runs for longer. Another order: {@code -Droomcast.seed=…}. */
class ChaosIT {

    private static final Duration TIME = Duration.ofSeconds(60);

    @Test
    void noFaultBreaksAPromise() throws IOException, InterruptedException {
        long seed = Long.getLong("roomcast.seed", System.nanoTime());
        Report report = Chaos.run(new Chaos.Plan(TIME, seed, Store.Kind.ONE, null), System.out);
        assertThat(report.findings().violations()).as("seed %d", seed).isEmpty();
        assertThat(report.findings().acked()).isPositive();
        assertThat(report.findings().reconnected()).isPositive();
        assertThat(report.strikes()).extracting(Nemesis.Strike::fault).containsAll(Fault.of(Store.Kind.ONE, false));
    }
}
