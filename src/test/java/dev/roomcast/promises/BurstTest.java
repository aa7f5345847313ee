package dev.roomcast.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Who reads as fast as can be is not cut because much was said at once. */
@QuarkusTest
@TestProfile(BurstTest.SmallOutbox.class)
class BurstTest extends ServerTest {

    private static final int CONTENT_BYTES = 48 * 1024;

    /** The standard settings with half the outbox. */
    public static final class SmallOutbox implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Profiles.Standard().getConfigOverrides());
            settings.put("roomcast.limits.outbox-bytes", "393216");
            settings.put("quarkus.vertx.event-loops-pool-size", "1");
            return settings;
        }
    }

    @Test
    void aBurstLargerThanTheOutboxReachesWhoReads() {
        String room = unique("room");
        RoomcastClient reader = server.member(unique("reader"), room);
        RawWebSocket sender = server.handshake("/chat", "Authorization: Bearer " + Tokens.service("svc"));
        String message = "{\"type\":\"room-message\",\"roomId\":\"" + room + "\",\"content\":\""
                + "x".repeat(CONTENT_BYTES) + "\"}";
        long last = 0;
        for (int round = 0; round < 20; round++) {
            int messages = Math.min(4 + 2 * round, 14);
            sender.bytes(RawWebSocket.together(message, messages));
            for (int i = 0; i < messages; i++) {
                assertThat(reader.expect("room-message").offset()).isEqualTo(++last);
            }
        }
    }
}
