package dev.roomcast.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.testing.TestConfig;

/** The times of a session while the wall clock steps. */
class SessionClockTest implements SessionClock.Owner {

    private static final RoomcastConfig CONFIG = TestConfig.of(Map.of());

    private static final long HOUR = 3_600_000;
    private static final long PING = CONFIG.heartbeat().interval().toMillis();
    private static final long SIGN_IN = CONFIG.auth().signInTimeout().toMillis();
    private static final long WARNING = CONFIG.auth().expiryWarning().toMillis();
    private static final long START = -5_000;
    private static final long MIDNIGHT = 1_767_225_600_000L;

    private final List<String> events = new ArrayList<>();
    private final SessionClock clock = new SessionClock(this, CONFIG, START);

    @Test
    void pingsAndSilenceDoNotFollowTheWallClock() {
        clock.tick(START + PING - 1, MIDNIGHT + HOUR);
        assertThat(events).isEmpty();
        clock.tick(START + PING, MIDNIGHT - HOUR);
        assertThat(events).containsExactly("ping");
        clock.tick(START + 2 * PING, MIDNIGHT - HOUR);
        assertThat(events).containsExactly("ping", "silence");
    }

    @Test
    void aSignOfLifeIsGoodUntilTheNextPing() {
        clock.tick(START + PING, MIDNIGHT);
        clock.signOfLife();
        clock.tick(START + 2 * PING, MIDNIGHT - HOUR);
        assertThat(events).containsExactly("ping", "ping");
    }

    @Test
    void theSignInTimeEndsWhereTheWallClockSteppedBack() {
        clock.expectSignIn(START);
        clock.tick(START + SIGN_IN - 1, MIDNIGHT + HOUR);
        assertThat(events).isEmpty();
        clock.tick(START + SIGN_IN, MIDNIGHT - HOUR);
        assertThat(events).containsExactly("sign-in timeout");
    }

    @Test
    void aTokenEndsByTheTimeOfDay() {
        clock.expectEnd(MIDNIGHT);
        clock.tick(START, MIDNIGHT - WARNING - 1);
        assertThat(events).isEmpty();
        clock.tick(START, MIDNIGHT - WARNING);
        clock.tick(START, MIDNIGHT - 1);
        assertThat(events).containsExactly("expiring");
        clock.tick(START, MIDNIGHT);
        assertThat(events).containsExactly("expiring", "expired");
    }

    @Override
    public void onSignInTimeout() {
        events.add("sign-in timeout");
    }

    @Override
    public void onTokenExpiring(long endAt) {
        assertThat(endAt).isEqualTo(MIDNIGHT);
        events.add("expiring");
    }

    @Override
    public void onTokenExpired() {
        events.add("expired");
    }

    @Override
    public boolean isPaused() {
        return false;
    }

    @Override
    public void onPingDue() {
        events.add("ping");
    }

    @Override
    public void onSilence() {
        events.add("silence");
    }
}
