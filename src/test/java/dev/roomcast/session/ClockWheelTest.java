package dev.roomcast.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.testing.TestConfig;

/** Which clocks look at the time, and when. */
class ClockWheelTest {

    private static final RoomcastConfig CONFIG = TestConfig.of(Map.of());
    private static final long PING = CONFIG.heartbeat().interval().toMillis();
    private static final long TICK = ClockWheel.TICK_MILLIS;
    private static final long ROUND = TICK * ClockWheel.SLOTS;
    private static final long START = -12_345;
    private static final long MIDNIGHT = 1_767_225_600_000L;

    private final ClockWheel wheel = new ClockWheel(START, MIDNIGHT + START);
    private final List<String> events = new ArrayList<>();
    private long now = START;
    private long wallStep;

    @Test
    void aPingIsATickLateAtMost() {
        Clock clock = new Clock("a");
        turnTo(START + PING - 1);
        assertThat(events).isEmpty();
        turnTo(START + PING + TICK);
        assertThat(events).containsExactly("a ping");
        clock.time.signOfLife();
        turnTo(START + 2 * PING + 2 * TICK);
        assertThat(events).containsExactly("a ping", "a ping");
    }

    @Test
    void whoIsNotDueIsNotLookedAt() {
        List<Clock> clocks =
                IntStream.range(0, 1_000).mapToObj(i -> new Clock("a")).toList();
        turnTo(START + PING - TICK);
        assertThat(clocks).allMatch(clock -> clock.time.slot >= 0);
        assertThat(clocks.stream().map(clock -> clock.time.index)).doesNotHaveDuplicates();
    }

    @Test
    void whoStopsIsHeardNoMoreAndTheOthersAre() {
        List<Clock> clocks =
                IntStream.range(0, 5).mapToObj(i -> new Clock("c" + i)).toList();
        clocks.get(1).time.stop();
        clocks.get(1).time.stop();
        clocks.get(4).time.stop();
        turnTo(START + PING + TICK);
        assertThat(events).containsExactlyInAnyOrder("c0 ping", "c2 ping", "c3 ping");
    }

    @Test
    void oneMayStopAnotherOfTheSameMoment() {
        Clock first = new Clock("first");
        Clock second = new Clock("second");
        first.onPing = second.time::stop;
        turnTo(START + 3 * PING);
        assertThat(events).containsExactly("first ping", "first silence");
    }

    @Test
    void aFaultOfOneDoesNotKeepTheOthersFromTheirTime() {
        Clock faulty = new Clock("faulty");
        new Clock("other");
        faulty.onPing = () -> {
            throw new IllegalStateException("a fault of the server");
        };
        turnTo(START + PING + TICK);
        assertThat(events).containsExactly("faulty ping", "other ping");
        turnTo(START + 2 * PING + 2 * TICK);
        assertThat(events).containsExactly("faulty ping", "other ping", "faulty silence", "other silence");
    }

    @Test
    void aTokenThatEndsAfterManyRoundsEndsInTime() {
        Clock clock = new Clock("a");
        clock.paused = true;
        long end = START + 10 * ROUND + 17;
        clock.time.expectEnd(MIDNIGHT + end);
        turnTo(end - 1);
        assertThat(events).doesNotContain("a expired").contains("a expiring");
        turnTo(end + TICK);
        assertThat(events).contains("a expired");
    }

    @Test
    void whereTheTimeOfDayStepsForwardATokenEndsAtOnce() {
        Clock clock = new Clock("a");
        clock.time.expectEnd(MIDNIGHT + START + 3_600_000);
        turnTo(START + TICK);
        wallStep = 3_600_000;
        turnTo(START + 2 * TICK);
        assertThat(events).containsExactly("a expired");
    }

    @Test
    void whereTheTimeOfDayGainsATokenEndsInTime() {
        Clock clock = new Clock("a");
        clock.paused = true;
        long end = START + 45_000;
        clock.time.expectEnd(MIDNIGHT + end);
        while (now + wallStep < end - 1) {
            wallStep += 3;
            turnTo(now + 37);
        }
        assertThat(events).doesNotContain("a expired");
        turnTo(now + 3 * TICK);
        assertThat(events).contains("a expired");
    }

    @Test
    void whereTheTimeOfDayStepsBackATokenLivesOn() {
        Clock clock = new Clock("a");
        clock.paused = true;
        clock.time.expectEnd(MIDNIGHT + START + 40_000);
        wallStep = -3_600_000;
        turnTo(START + 60_000);
        assertThat(events).doesNotContain("a expired");
        turnTo(START + 3_640_000 + TICK);
        assertThat(events).contains("a expired");
    }

    @Test
    void afterALongPauseAllAreLookedAtOnce() {
        IntStream.range(0, 50).forEach(i -> {
            new Clock("c" + i);
            turnTo(now + 3 * TICK);
        });
        now += 5 * ROUND;
        wheel.turn(now, MIDNIGHT + now);
        assertThat(events).hasSize(50).allMatch(event -> event.endsWith(" ping"));
    }

    private void turnTo(long end) {
        while (now < end) {
            now = Math.min(end, now + 37);
            wheel.turn(now, MIDNIGHT + now + wallStep);
        }
    }

    private final class Clock implements SessionClock.Owner {

        private final String name;
        private final SessionClock time;
        private boolean paused;
        private Runnable onPing = () -> {};

        Clock(String name) {
            this.name = name;
            this.time = new SessionClock(this, CONFIG, now);
            time.runOn(wheel);
        }

        @Override
        public void onSignInTimeout() {
            event("sign-in timeout");
        }

        @Override
        public void onTokenExpiring(long endAt) {
            event("expiring");
        }

        @Override
        public void onTokenExpired() {
            event("expired");
            time.stop();
        }

        @Override
        public boolean isPaused() {
            return paused;
        }

        @Override
        public void onPingDue() {
            event("ping");
            onPing.run();
        }

        @Override
        public void onSilence() {
            event("silence");
            time.stop();
        }

        private void event(String what) {
            events.add(name + " " + what);
        }
    }
}
