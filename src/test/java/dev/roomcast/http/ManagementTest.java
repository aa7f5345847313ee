package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** Health, metrics and probes on the management port, and nowhere else. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ManagementTest extends ServerTest {

    @Test
    void healthTellsItsStateWithItsMetrics() {
        Reply health = server.management().get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.contentType()).isEqualTo("application/json");
        assertThat(health.at("/status").asText()).isIn("healthy", "warning");
        assertThat(Instant.parse(health.at("/timestamp").asText())).isNotNull();
        assertThat(health.at("/metrics").isObject()).isTrue();
        assertThat(health.at("/metrics")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    void probesAreGreen(String path) {
        Reply probe = server.management().get(path);
        assertThat(probe.status()).isEqualTo(200);
        assertThat(probe.at("/status").asText()).isEqualTo("UP");
    }

    @Test
    void metricsArePrometheusTextUnderTheServersName() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        alice.say(room, 1);
        alice.expect("room-message");
        Reply metrics = server.management().get("/metrics");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.contentType()).isEqualTo("text/plain");
        assertThat(metrics.text())
                .contains("roomcast_connections")
                .contains("roomcast_messages")
                .contains("roomcast_rooms");
        assertThat(metrics.text()).doesNotContain(room).doesNotContain(alice.userId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/metrics",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/q/metrics"
            })
    void nothingOfItIsOnThePublicPort(String path) {
        assertThat(server.api().get(path).status()).isEqualTo(404);
    }

    @Test
    void badInputOfClientsDoesNotMakeTheServerIll() {
        RoomcastClient alice = server.connect(unique("alice"));
        for (int i = 0; i < 50; i++) {
            alice.refusedText("{");
            alice.refused("get-history", "roomId", "no-member");
        }
        assertThat(server.management().get("/health").at("/status").asText()).isNotEqualTo("critical");
    }
}
