package dev.roomcast.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.docs.Settings;
import dev.roomcast.testing.TestConfig;

class SettingsCheckTest {

    @Test
    void theDefaultsMakeSense() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "roomcast.limits.max-connections, -1, ROOMCAST_LIMITS_MAX_CONNECTIONS",
        "roomcast.limits.messages-per-second, -5, ROOMCAST_LIMITS_MESSAGES_PER_SECOND",
        "roomcast.limits.messages-per-second, 2147483647, ROOMCAST_LIMITS_MESSAGES_PER_SECOND",
        "roomcast.limits.connections-per-second, 1000000001, ROOMCAST_LIMITS_CONNECTIONS_PER_SECOND",
        "roomcast.limits.pending-requests, 1073741823, ROOMCAST_LIMITS_PENDING_REQUESTS",
        "roomcast.limits.max-message-bytes, 1023, ROOMCAST_LIMITS_MAX_MESSAGE_BYTES",
        "roomcast.limits.outbox-bytes, 262143, ROOMCAST_LIMITS_OUTBOX_BYTES",
        "roomcast.limits.replay-bytes, 262143, ROOMCAST_LIMITS_REPLAY_BYTES",
        "roomcast.history.retention, 0s, ROOMCAST_HISTORY_RETENTION",
        "roomcast.history.retention, PT-1S, ROOMCAST_HISTORY_RETENTION",
        "roomcast.history.max-bytes, 0, ROOMCAST_HISTORY_MAX_BYTES",
        "roomcast.memory.max-bytes, -1, ROOMCAST_MEMORY_MAX_BYTES",
        "roomcast.batch.max-delay, PT-1S, ROOMCAST_BATCH_MAX_DELAY",
        "roomcast.heartbeat.interval, 0s, ROOMCAST_HEARTBEAT_INTERVAL",
        "roomcast.auth.sign-in-timeout, 0s, ROOMCAST_AUTH_SIGN_IN_TIMEOUT",
        "roomcast.drain.timeout, 99999999h, ROOMCAST_DRAIN_TIMEOUT",
        "roomcast.guests.enabled, maybe, ROOMCAST_GUESTS_ENABLED",
        "roomcast.demo-login.enabled, treu, ROOMCAST_DEMO_LOGIN_ENABLED",
        "roomcast.delivery.direct, 2, ROOMCAST_DELIVERY_DIRECT",
        "roomcast.log.files.max-size, big, ROOMCAST_LOG_FILES_MAX_SIZE",
        "roomcast.log.files.enabled, '-', ROOMCAST_LOG_FILES_ENABLED",
        "roomcast.origins, example.com, ROOMCAST_ORIGINS",
        "roomcast.origins, https://example.com/path, ROOMCAST_ORIGINS",
        "quarkus.http.port, 65536, PORT",
        "quarkus.management.port, 3000, QUARKUS_MANAGEMENT_PORT",
    })
    void aValueThatMakesNoSenseIsNamedInBothForms(String property, String value, String environment) {
        Throwable failure = catchThrowable(() -> check(Map.of(property, value)));
        assertThat(StartFailure.sentences(failure))
                .singleElement(STRING)
                .startsWith(property + " (" + environment + ") is ")
                .contains(value.startsWith("PT") ? "PT" : value.replaceAll("[hs]$", ""))
                .endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "roomcast.limits.max-connections, 0",
        "roomcast.limits.message-burst, 0",
        "roomcast.batch.max-delay, 0s",
        "roomcast.drain.timeout, 0s",
        "roomcast.guests.enabled, no",
        "roomcast.demo-login.enabled, ON",
        "roomcast.origins, https://example.com:8443",
        "roomcast.origins, http://my_host.example",
        "roomcast.origins, https://b\u00fccher.example",
        "roomcast.origins, *",
        "quarkus.http.port, 0",
    })
    void zeroIsOffWhereItCanBe(String property, String value) {
        assertThatCode(() -> check(Map.of(property, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "history.max-messages, -1",
        "history.max-bytes, 0",
        "history.retention, 0s",
        "history.retention, 99999999h",
        "batch.max-messages, -1",
        "batch.max-delay, PT-1S",
        "presence.events, treu",
        "rights, ''",
    })
    void aRuleForRoomsThatMakesNoSenseIsNamed(String setting, String value) {
        Throwable failure = catchThrowable(
                () -> check(Map.of("roomcast.rooms[0].match", "team-*", "roomcast.rooms[0]." + setting, value)));
        assertThat(StartFailure.sentences(failure))
                .singleElement(STRING)
                .startsWith("roomcast.rooms[0]." + setting + " (ROOMCAST_ROOMS_0__")
                .endsWith(".");
    }

    @Test
    void aRuleForRoomsMaySayOneThingAlone() {
        assertThatCode(() -> check(Map.of(
                        "roomcast.rooms[0].match", "team-*",
                        "roomcast.rooms[0].history.max-messages", "0",
                        "roomcast.rooms[1].match", "quiet-*",
                        "roomcast.rooms[1].presence.events", "off")))
                .doesNotThrowAnyException();
    }

    @Test
    void everySwitchIsChecked() {
        List<String> switches = Settings.of(RoomcastConfig.class, "roomcast").entrySet().stream()
                .filter(setting -> setting.getValue().matches("true|false"))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(switches).isNotEmpty();
        for (String property : switches) {
            assertThat(StartFailure.sentences(catchThrowable(() -> check(Map.of(property, "treu")))))
                    .as(property)
                    .singleElement(STRING)
                    .startsWith(property);
        }
    }

    private static void check(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("quarkus.http.port", "3000", "quarkus.management.port", "3001"));
        all.putAll(settings);
        SmallRyeConfig config = TestConfig.builder(all)
                .withValidator(new BeanValidationConfigValidatorImpl())
                .build();
        new SettingsCheck(config.getConfigMapping(RoomcastConfig.class), config).check();
    }
}
