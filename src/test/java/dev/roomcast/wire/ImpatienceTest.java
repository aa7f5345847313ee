package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What time ends: signing in, tokens, silence. And a server closed to guests. */
@QuarkusTest
@TestProfile(Profiles.Impatient.class)
class ImpatienceTest extends ServerTest {

    // --- sign-in ---

    @Test
    void whoDoesNotSignInInTimeIsClosed() {
        assertThat(server.chat().connect().closed()).isEqualTo(Close.of(1008, "Sign-in timeout"));
    }

    @Test
    void whereGuestsAreOffWsIsAsChat() {
        RoomcastClient client = server.open().connect();
        assertThat(client.welcome().has("user")).isFalse();
        assertThat(client.welcome().has("guestKey")).isFalse();
        assertThat(client.refused("get-rooms").text("code")).isEqualTo("unauthenticated");
        assertThat(client.closed()).isEqualTo(Close.of(1008, "Sign-in timeout"));
    }

    @Test
    void whoSignedInIsNotClosedByTheSignInTimeout() {
        RoomcastClient late = server.chat().connect();
        RoomcastClient idle = server.chat().connect();
        late.auth(Tokens.user(unique("alice")));
        idle.closed(); // opened after it: its time is up later
        late.ping();
    }

    // --- tokens that end ---

    @Test
    void aTokenThatEndsIsToldAndThenClosesTheConnection() {
        RoomcastClient client = server.chat()
                .token(Tokens.of(unique("short"))
                        .expiresIn(Duration.ofSeconds(4))
                        .sign())
                .connect();
        Frame expiring = client.expect("token-expiring");
        assertThat(expiring.has("id")).isFalse();
        Instant expiresAt = Instant.parse(expiring.text("expiresAt"));
        assertThat(expiresAt).isAfter(Instant.now());
        assertThat(client.closed()).isEqualTo(Close.of(1008, "Token expired"));
        assertThat(Instant.now()).isAfterOrEqualTo(expiresAt.minusMillis(50));
    }

    @Test
    void aTokenWithLessThanTheWarningLeftIsToldAtOnce() {
        RoomcastClient client = server.chat().connect();
        client.auth(Tokens.of(unique("short")).expiresIn(Duration.ofSeconds(2)).sign());
        client.expect("token-expiring");
    }

    @Test
    void aFreshTokenForTheSameUserGoesOnWithoutAGap() {
        String user = unique("renewer");
        String room = unique("room");
        RoomcastClient client = server.chat()
                .token(Tokens.of(user).expiresIn(Duration.ofSeconds(3)).sign())
                .connect();
        client.join(room);
        RoomcastClient doomed = server.chat()
                .token(Tokens.of(unique("other"))
                        .expiresIn(Duration.ofSeconds(4))
                        .sign())
                .connect();
        client.expect("token-expiring");
        assertThat(client.auth(Tokens.user(user)).type()).isEqualTo("auth-success");
        assertThat(doomed.closed().reason()).isEqualTo("Token expired"); // so the first token is over, too
        client.say(room, "still here");
        client.expect("room-message", room);
    }

    @Test
    void aFreshTokenLeavesTheRoomsThatItNoLongerAllows() {
        String user = unique("renewer");
        String kept = unique("kept");
        String lost = unique("lost");
        RoomcastClient client = server.member(user, kept);
        client.join(lost);
        RoomcastClient witness = server.member(unique("witness"), lost);
        Frame success = client.auth(Tokens.of(user)
                .room(kept, "join", "write", "history", "presence")
                .sign());
        assertThat(success.type()).isEqualTo("auth-success");
        Frame left = client.expect("room-left");
        assertThat(left.text("roomId")).isEqualTo(lost);
        assertThat(left.text("reason")).isEqualTo("forbidden");
        assertThat(witness.expect("user-left").at("/user/id").asText()).isEqualTo(user);
        client.say(kept, "still here");
        assertThat(client.refused("room-message", "roomId", lost, "content", 1).text("code"))
                .isIn("forbidden", "not-in-room");
    }

    // --- heartbeat ---

    @Test
    void aPeerThatAnswersNoPingIsCut() {
        RawWebSocket silent = server.raw(unique("silent"));
        boolean pinged = false;
        for (RawWebSocket.RawFrame frame = silent.read(); frame != null; frame = silent.read()) {
            pinged |= frame.opcode() == RawWebSocket.PING;
            if (frame.opcode() == RawWebSocket.CLOSE) {
                break;
            }
        }
        assertThat(pinged).isTrue();
    }

    @Test
    void othersSeeTheSilentOneLeave() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        String user = unique("silent");
        server.raw(user).send("{\"type\":\"join-room\",\"roomId\":\"" + room + "\"}");
        witness.expect("user-joined");
        assertThat(witness.expect("user-left").at("/user/id").asText()).isEqualTo(user);
    }

    @Test
    void aPeerThatAnswersPingsStays() {
        RoomcastClient answering = server.connect(unique("quiet"));
        RawWebSocket silent = server.raw(unique("silent"));
        while (silent.read() != null) {
            // until it is cut: by then the other one has been asked as well
        }
        answering.ping();
    }

    @Test
    void messagesCountAsSignsOfLifeToo() {
        RawWebSocket talker = server.raw(unique("talker"));
        int pings = 0;
        while (pings < 4) {
            RawWebSocket.RawFrame frame = talker.read();
            assertThat(frame).as("still connected after %d pings", pings).isNotNull();
            if (frame.opcode() == RawWebSocket.PING) {
                pings++;
                talker.send("{\"type\":\"ping\"}"); // no pong frame, but something
            }
        }
    }

    @Test
    void welcomeTellsTheHeartbeat() {
        assertThat(server.connect(unique("alice")).welcome().number("heartbeat"))
                .isEqualTo(500);
    }

    // --- retention ---

    @Test
    void whatIsOlderThanTheRetentionIsNeverReturnedAndNotRecoveredThoughTheEpochGoesOn() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        String epoch = alice.join(room).text("epoch");
        alice.say(room, "soon gone");
        RoomcastClient clock = server.chat()
                .token(Tokens.of(unique("clock"))
                        .expiresIn(Duration.ofSeconds(4))
                        .sign())
                .connect();
        clock.closed(); // its token lives longer than the message may
        assertThat(alice.request("get-history", "roomId", room).messages()).isEmpty();
        alice.request("leave-room", "roomId", room);
        Frame joined = alice.request("join-room", "roomId", room, "since", Map.of("epoch", epoch, "offset", 0));
        assertThat(joined.at("/recovered").asBoolean(true)).isFalse();
        assertThat(joined.text("epoch")).isEqualTo(epoch);
        assertThat(alice.say(room, "goes on").offset()).isEqualTo(2);
    }

    // --- origins, demo sign-in ---

    @Test
    void aListedOriginIsLetInBesideOnesOwn() {
        assertThat(server.handshake("/chat", "Origin: " + Profiles.Impatient.FRIENDLY_ORIGIN)
                        .status())
                .isEqualTo(101);
        assertThat(server.handshake("/chat", "Origin: " + server.http()).status())
                .isEqualTo(101);
        assertThat(server.handshake("/chat", "Origin: https://evil.example").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "https://port.example, 101",
        "https://port.example:444, 403",
        "http://under_score.example, 101",
        "https://xn--bcher-kva.example, 101",
        "https://bucher.example, 403",
    })
    void anOriginIsComparedByWhatItMeansAndNotByHowItIsWritten(String origin, int status) {
        assertThat(server.handshake("/chat", "Origin: " + origin).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "http://my_host.example:3000, my_host.example:3000, 101",
        "https://my_host.example, my_host.example:443, 101",
        "https://My_Host.example:443, my_host.example, 101",
        "http://my_host.example, other_host.example, 403",
    })
    void onesOwnOriginMayHaveAnyCharacters(String origin, String host, int status) {
        assertThat(server.handshake("/chat", "Host: " + host, "Origin: " + origin)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void theDemoSignInIsNotFoundWhereItIsOff() {
        assertThat(server.api()
                        .post("/api/auth", Map.of("username", "u", "password", "p"))
                        .status())
                .isEqualTo(404);
    }
}
