package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.ServerTest;

/** Too many new connections a second. */
@QuarkusTest
@TestProfile(Profiles.Turnstile.class)
class DoorTest extends ServerTest {

    @Test
    void tooManyNewConnectionsASecondAre503WithRetryAfterBeforeAnythingElseIsLookedAt() {
        RawWebSocket refused = null;
        for (int i = 0; i < 100 && refused == null; i++) {
            RawWebSocket raw = server.handshake("/ws", "Origin: https://evil.example", "Authorization: Bearer garbage");
            if (raw.status() != 403) {
                refused = raw;
            }
        }
        assertThat(refused).as("one of 100 in a row").isNotNull();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(Integer.parseInt(refused.responseHeader("retry-after"))).isPositive();
    }
}
