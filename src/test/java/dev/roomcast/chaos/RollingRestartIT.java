package dev.roomcast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.chaos.RollingRestart.Result;

/** Instances behind HAProxy are ended under load, and nobody loses anything; {@code bench/rolling} has more clients. */
class RollingRestartIT {

    private static final int CONNECTIONS = 60;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private static Path haProxy;

    @BeforeAll
    static void findHaProxy() {
        haProxy = HaProxy.find().orElse(null);
        assumeTrue(haProxy != null, "HAProxy is not installed: its package is called haproxy");
    }

    @Test
    void aRollingRestartLosesDoublesAndReordersNothing() throws IOException, InterruptedException {
        Result result = RollingRestart.restart(haProxy, CONNECTIONS, DRAIN);

        assertKept(result);
        assertThat(result.left()).hasSize(3);
        // Everyone was on some instance, and all were ended.
        assertThat(result.resumed()).isGreaterThanOrEqualTo(CONNECTIONS);
    }

    @Test
    void aScaleInSpreadsTheClientsOfTheInstanceOverTheOthersAndOverTime() throws IOException, InterruptedException {
        Result result = RollingRestart.scaleIn(haProxy, CONNECTIONS, DRAIN);

        assertKept(result);
        assertThat(result.ends().get(0).count()).isPositive().isLessThan(CONNECTIONS);
        assertThat(result.left()).allSatisfy(count -> assertThat(count).isGreaterThan(CONNECTIONS / 4));
    }

    private static void assertKept(Result result) {
        assertThat(result.violations()).isEmpty();
        assertThat(result.acked()).isPositive();
        assertThat(result.left().stream().mapToInt(Integer::intValue).sum()).isEqualTo(CONNECTIONS);
        assertThat(result.delivered()).isEqualTo(result.acked() * CONNECTIONS);
        // What clients were told; when they came depends on what else the machine does.
        assertThat(result.told()).allSatisfy(told -> assertThat(told.overEven()).isLessThanOrEqualTo(2));
    }
}
