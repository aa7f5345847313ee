package dev.roomcast.ops;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.roomcast.RoomcastConfig;

class SettingsCheckTest {

    @Test
    void theDefaultsMakeSense() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "roomcast.limits.max-connections, -1, ROOMCAST_LIMITS_MAX_CONNECTIONS",
        "roomcast.limits.messages-per-second, -5, ROOMCAST_LIMITS_MESSAGES_PER_SECOND",
        "roomcast.limits.max-message-bytes, 0, ROOMCAST_LIMITS_MAX_MESSAGE_BYTES",
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
        "roomcast.log.files.enabled, '-', ROOMCAST_LOG_FILES_ENABLED",
        "roomcast.origins, example.com, ROOMCAST_ORIGINS",
        "roomcast.origins, https://example.com/path, ROOMCAST_ORIGINS",
        "quarkus.http.port, 65536, PORT",
        "quarkus.management.port, 3000, QUARKUS_MANAGEMENT_PORT",
    })
    void aValueThatMakesNoSenseIsNamedInBothForms(String property, String value, String environment) {
        assertThatThrownBy(() -> check(Map.of(property, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(property + " (" + environment + ")")
                .hasMessageEndingWith(".");
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
        "roomcast.origins, *",
        "quarkus.http.port, 0",
    })
    void zeroIsOffWhereItCanBe(String property, String value) {
        assertThatCode(() -> check(Map.of(property, value))).doesNotThrowAnyException();
    }

    private static void check(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("quarkus.http.port", "3000", "quarkus.management.port", "3001"));
        all.putAll(settings);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(RoomcastConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build();
        new SettingsCheck(config.getConfigMapping(RoomcastConfig.class), config).check();
    }
}
