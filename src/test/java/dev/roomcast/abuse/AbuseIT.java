package dev.roomcast.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.testing.ServerProcess.Launch;

/**
 * Every attack for a second and a half, in the same process as the bystanders. How long anything takes is for {@code bench/abuse}
 * to say, on a machine that does nothing else; here it is what holds on any machine.
 */
class AbuseIT {

    private static final Duration TIME = Duration.ofMillis(1_500);
    private static final Duration WARM_UP = Duration.ofMillis(200);
    private static final double SLOWEST_JOIN_MS = 20_000;
    private static final long GROWTH_MB = 450;
    private static final Launch LAUNCH = Launch.withJava("-Xmx600m", "-XX:+ExitOnOutOfMemoryError");

    private static Target usual;

    @BeforeAll
    static void start() {
        usual = Target.start(LAUNCH, false, List.of());
    }

    @AfterAll
    static void end() {
        usual.close();
    }

    static Stream<Attack> attacks() {
        return Arrays.stream(Attack.values());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void bystandersKeepTheirConnectionsAndTheirMessages(Attack attack) {
        Outcome outcome;
        if (attack.settings().isEmpty()) {
            outcome = Trial.run(attack, usual, WARM_UP, TIME, Trial::here);
        } else {
            try (Target own = Target.start(LAUNCH, false, attack.settings())) {
                outcome = Trial.run(attack, own, WARM_UP, TIME, Trial::here);
            }
        }
        assertThat(outcome.seen().measured()).isPositive();
        assertThat(outcome.seen().cut()).as("cut: %s", outcome.row()).isZero();
        assertThat(outcome.seen().missing() + outcome.pastMissing())
                .as("missing: %s", outcome.row())
                .isZero();
        assertThat(outcome.joinMax()).as("join: %s", outcome.row()).isLessThan(SLOWEST_JOIN_MS);
        assertThat(outcome.growth()).as("memory: %s", outcome.row()).isLessThan(GROWTH_MB);
        assertThat(outcome.faults()).as(outcome.row()).isEmpty();
    }
}
