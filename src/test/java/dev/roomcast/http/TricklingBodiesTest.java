package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.LogCapture;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** A crowd whose bodies do not end, and those who are there too. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class TricklingBodiesTest extends ServerTest {

    /** More than there are worker threads. */
    private static final int CROWD = 250;

    @Test
    void theyHoldNoThreadThatOthersNeed() {
        List<RawHttp> crowd = new ArrayList<>();
        try (LogCapture log = new LogCapture()) {
            for (int i = 0; i < CROWD; i++) {
                RawHttp slow = RawHttp.open(server.http());
                crowd.add(slow);
                slow.send("POST /api/auth HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 30000\r\n\r\n" + "x".repeat(20_000));
            }
            String room = unique("room");
            RoomcastClient alice = server.member(unique("alice"), room);
            assertThat(server.api(Tokens.service(unique("svc")))
                            .post("/api/rooms/" + room + "/messages", Map.of("content", "y".repeat(30_000)))
                            .status())
                    .isEqualTo(201);
            alice.expect("room-message");
            assertThat(crowd).allMatch(slow -> slow.trySend("x"));
            crowd.forEach(RawHttp::close);
            assertThat(server.api().get("/").status()).isEqualTo(200);
            assertThat(log.atLeast(Level.WARNING)).isEmpty();
        } finally {
            crowd.forEach(RawHttp::close);
        }
    }
}
