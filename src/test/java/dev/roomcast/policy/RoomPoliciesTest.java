package dev.roomcast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.EnvConfigSource;
import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.Right;
import dev.roomcast.testing.TestConfig;

class RoomPoliciesTest {

    private static final long HOUR_MILLIS = 3_600_000;

    private static RoomPolicies policies(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put("roomcast." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new RoomPolicies(TestConfig.of(settings));
    }

    @Test
    void withoutARuleTheSettingsForAllRoomsHold() {
        RoomPolicies policies = policies("history.retention", "1h", "batch.max-messages", "7");
        assertThat(policies.of("any")).isEqualTo(new RoomPolicy(1_000, 4_194_304, HOUR_MILLIS, true, 7, 100));
        assertThat(policies.of("any")).isSameAs(policies.of("other"));
        assertThat(policies.matching("any")).isEmpty();
        assertThat(policies.rightsLeft("any")).containsExactly(Right.values());
        assertThat(policies.retentionsMillis()).containsExactly(HOUR_MILLIS);
    }

    @Test
    void whatARuleDoesNotSayHoldsAsEverywhere() {
        RoomPolicies policies = policies(
                "history.max-bytes", "5000",
                "rooms[0].match", "ticker-*",
                "rooms[0].history.max-messages", "10",
                "rooms[0].history.retention", "1h",
                "rooms[0].presence.events", "false",
                "rooms[0].batch.max-messages", "3",
                "rooms[0].batch.max-delay", "0s");
        assertThat(policies.of("ticker-1")).isEqualTo(new RoomPolicy(10, 5_000, HOUR_MILLIS, false, 3, 0));
        assertThat(policies.of("ticker")).isEqualTo(new RoomPolicy(1_000, 5_000, 168 * HOUR_MILLIS, true, 100, 100));
        assertThat(policies.retentionsMillis()).containsExactly(HOUR_MILLIS, 168 * HOUR_MILLIS);
        assertThat(policies.rightsLeft("ticker-1")).containsExactly(Right.values());
    }

    @Test
    void rulesMayStandInTheEnvironment() {
        Map<String, String> environment = Map.of(
                "ROOMCAST_ROOMS_0__MATCH", "ticker-*",
                "ROOMCAST_ROOMS_0__HISTORY_MAX_MESSAGES", "10",
                "ROOMCAST_ROOMS_0__PRESENCE_EVENTS", "false",
                "ROOMCAST_ROOMS_0__BATCH_MAX_DELAY", "1s",
                "ROOMCAST_ROOMS_1__MATCH", "notice-*",
                "ROOMCAST_ROOMS_1__RIGHTS", "join,history");
        RoomPolicies policies = new RoomPolicies(TestConfig.builder(Map.of())
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(RoomcastConfig.class));
        assertThat(policies.of("ticker-1"))
                .isEqualTo(new RoomPolicy(10, 4_194_304, 168 * HOUR_MILLIS, false, 100, 1_000));
        assertThat(policies.rightsLeft("notice-1")).containsExactlyInAnyOrder(Right.JOIN, Right.HISTORY);
    }

    @Test
    void ofSeveralRulesTheFirstThatSaysSomethingOfAMatterCountsAndRightsAreThoseOfAll() {
        RoomPolicies policies = policies(
                "rooms[0].match", "*-a",
                "rooms[0].history.max-messages", "1",
                "rooms[0].rights", "join,history,write",
                "rooms[1].match", "room-*",
                "rooms[1].history.max-messages", "2",
                "rooms[1].history.max-bytes", "2222",
                "rooms[1].rights", "join,presence,write",
                "rooms[2].match", "*",
                "rooms[2].presence.events", "false");
        assertThat(policies.of("room-a").historyMaxMessages()).isEqualTo(1);
        assertThat(policies.of("room-a").historyMaxBytes()).isEqualTo(2_222);
        assertThat(policies.of("room-a").presenceEvents()).isFalse();
        assertThat(policies.of("room-b").historyMaxMessages()).isEqualTo(2);
        assertThat(policies.of("other").historyMaxMessages()).isEqualTo(1_000);
        assertThat(policies.rightsLeft("room-a")).containsExactlyInAnyOrder(Right.JOIN, Right.WRITE);
        assertThat(policies.matching("room-a"))
                .containsExactly("roomcast.rooms[0]", "roomcast.rooms[1]", "roomcast.rooms[2]");
        assertThat(policies.matching("room-b")).containsExactly("roomcast.rooms[1]", "roomcast.rooms[2]");
    }
}
