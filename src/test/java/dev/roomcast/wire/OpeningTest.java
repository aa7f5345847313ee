package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Connector;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.HandshakeRefused;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** The checks of the handshake, the welcome and all ways of signing in. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class OpeningTest extends ServerTest {

    private static final Close FAILED = Close.of(1008, "Authentication failed");

    // --- the handshake ---

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ws"})
    void aForeignOriginIsRefusedWith403(String path) {
        RawWebSocket raw = server.handshake(path, "Origin: https://evil.example");
        assertThat(raw.status()).isEqualTo(403);
    }

    @Test
    void theWelcomeComesInOneSendWithTheAnswerToTheHandshake() throws IOException {
        URI at = server.http();
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            String request = "GET /ws HTTP/1.1\r\nHost: " + at.getAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = new byte[16 * 1024];
            int length = socket.getInputStream().read(bytes);
            assertThat(new String(bytes, 0, length, StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("\"type\":\"welcome\"");
        }
    }

    @Test
    void anotherPortOfTheSameHostIsForeign() {
        assertThat(server.handshake("/ws", "Origin: http://localhost:1").status())
                .isEqualTo(403);
    }

    @Test
    void theNullOriginOfASandboxIsForeign() {
        assertThat(server.handshake("/ws", "Origin: null").status()).isEqualTo(403);
    }

    @Test
    void onesOwnOriginAndNoOriginAreLetIn() {
        assertThat(server.handshake("/ws", "Origin: " + server.http()).status()).isEqualTo(101);
        assertThat(server.handshake("/ws").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "8", "12", "14", "", "013", "13, 8"})
    void anotherVersionThan13Is426(String version) {
        RawWebSocket raw = server.handshake("/ws", "Sec-WebSocket-Version: " + version);
        assertThat(raw.status()).isEqualTo(426);
        assertThat(raw.responseHeader("sec-websocket-version")).isEqualTo("13");
    }

    @Test
    void theTokenIsLookedAtBeforeTheVersion() {
        assertThat(server.handshake("/chat", "Sec-WebSocket-Version: 8", "Authorization: Bearer garbage")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive, Upgrade",
                "Connection: keep-alive\r\nConnection: Upgrade",
                "Connection: UPGRADE ,close",
                "Upgrade: h2c, WebSocket",
                "Upgrade: foo\r\nUpgrade: websocket"
            })
    void headersMayBeListsOrRepeated(String headers) {
        assertThat(server.handshake("/ws", headers).readText().type()).isEqualTo("welcome");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive",
                "Connection: not-an-upgrade",
                "Upgrade: h2c",
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "Sec-WebSocket-Key: a\r\nSec-WebSocket-Key: b"
            })
    void whatIsNoHandshakeIs400(String headers) {
        assertThat(server.handshake("/ws", headers).status()).isEqualTo(400);
    }

    @Test
    void theOriginIsLookedAtBeforeTheToken() {
        assertThat(server.handshake("/chat", "Origin: https://evil.example", "Authorization: Bearer garbage")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ws"})
    void aBadTokenAtTheHandshakeIs401(String path) {
        String expired =
                Tokens.of(unique("late")).expiresIn(Duration.ofHours(-1)).sign();
        String forged = Tokens.of(unique("forger"))
                .signedWith("another-secret-that-is-as-long-as-the-first")
                .sign();
        String unsigned = Tokens.of(unique("forger")).unsigned();
        for (String token : new String[] {"garbage", "a.b.c", expired, forged, unsigned}) {
            assertThat(server.handshake(path, "Authorization: Bearer " + token).status())
                    .as(token)
                    .isEqualTo(401);
        }
    }

    @Test
    void aBadTokenInTheSubprotocolIs401() {
        HandshakeRefused refused = catchThrowableOfType(
                HandshakeRefused.class,
                () -> server.chat().tokenInSubprotocol("garbage").connect());
        assertThat(refused.status()).isEqualTo(401);
    }

    // --- welcome ---

    @Test
    void welcomeComesFirstAndTellsTheConnectionTheTimeAndTheHeartbeat() {
        Frame welcome = server.chat().connect().welcome();
        assertThat(welcome.text("message")).isNotBlank();
        assertThat(welcome.text("connectionId")).isNotBlank();
        assertThat(welcome.number("protocol")).isEqualTo(1);
        assertThat(welcome.number("heartbeat")).isEqualTo(30_000);
        assertThat(Instant.parse(welcome.text("timestamp")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(welcome.has("serverTime")).isTrue();
        assertThat(welcome.has("user")).isFalse();
        assertThat(welcome.has("guestKey")).isFalse();
        assertThat(welcome.has("id")).isFalse();
    }

    @Test
    void connectionIdsDiffer() {
        assertThat(server.chat().connect().welcome().text("connectionId"))
                .isNotEqualTo(server.chat().connect().welcome().text("connectionId"));
    }

    // --- at the handshake ---

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ws"})
    void aTokenInTheHeaderSignsInAndWelcomeTellsTheUserAsAuthSuccessWould(String path) {
        String user = unique("alice");
        Connector connector = path.equals("/chat") ? server.chat() : server.open();
        RoomcastClient client = connector
                .token(Tokens.of(user).claim("username", "Alice").sign())
                .connect();
        assertThat(client.welcome().at("/user"))
                .isEqualTo(Json.parse("{\"id\":\"" + user + "\",\"username\":\"Alice\",\"roles\":[\"user\"]}"));
        assertThat(client.welcome().has("guestKey")).isFalse();
        client.join(unique("room"));
    }

    @Test
    void aTokenInTheSubprotocolSignsInAsABrowserMust() {
        String user = unique("browser");
        RoomcastClient client =
                server.chat().tokenInSubprotocol(Tokens.user(user)).connect();
        assertThat(client.userId()).isEqualTo(user);
        client.join(unique("room"));
    }

    @Test
    void theChosenSubprotocolIsNotTheToken() {
        String offered = String.join(", ", Connector.bearerSubprotocols(Tokens.user(unique("browser"))));
        RawWebSocket raw = server.handshake("/chat", "Sec-WebSocket-Protocol: " + offered);
        assertThat(raw.status()).isEqualTo(101);
        assertThat(raw.responseHeader("sec-websocket-protocol")).isIn("roomcast", "bearer-token-carrier");
    }

    // --- by message ---

    @Test
    void anAuthMessageSignsInAndItsAnswerCarriesTheId() {
        String user = unique("alice");
        RoomcastClient client = server.chat().connect();
        String token = Tokens.of(user)
                .claim("username", "Alice")
                .claim("roles", new String[] {"user", "vip"})
                .expiresIn(Duration.ofMinutes(30))
                .sign();
        Frame success = client.request("auth", "token", token);
        assertThat(success.type()).isEqualTo("auth-success");
        assertThat(success.at("/user/id").asText()).isEqualTo(user);
        assertThat(success.at("/user/username").asText()).isEqualTo("Alice");
        assertThat(success.at("/user/roles")).containsExactlyInAnyOrder(Json.tree("user"), Json.tree("vip"));
        assertThat(Instant.parse(success.text("expiresAt")))
                .isBetween(Instant.now().plusSeconds(1700), Instant.now().plusSeconds(1801));
        assertThat(success.text("expiresAt")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        client.join(unique("room"));
    }

    @Test
    void aBadTokenByMessageIsAuthFailedAndClose1008() {
        RoomcastClient client = server.chat().connect();
        Frame failed = client.ask("auth", "token", "garbage");
        assertThat(failed.type()).isEqualTo("auth-failed");
        assertThat(failed.text("code")).isEqualTo("invalid-token");
        assertThat(failed.text("message")).isNotBlank();
        assertThat(client.closed()).isEqualTo(FAILED);
    }

    @Test
    void anExpiredTokenIsToldApart() {
        RoomcastClient client = server.chat().connect();
        Frame failed = client.auth(
                Tokens.of(unique("late")).expiresIn(Duration.ofHours(-1)).sign());
        assertThat(failed.text("code")).isEqualTo("expired-token");
        assertThat(client.closed()).isEqualTo(FAILED);
    }

    @Test
    void anotherUsersTokenOnASignedInConnectionIsDifferentUser() {
        RoomcastClient client = server.connect(unique("alice"));
        Frame failed = client.auth(Tokens.user(unique("mallory")));
        assertThat(failed.text("code")).isEqualTo("different-user");
        assertThat(client.closed()).isEqualTo(FAILED);
    }

    @Test
    void anAuthWithoutATokenIsABadRequest() {
        RoomcastClient client = server.chat().connect();
        assertThat(client.refused("auth").text("code")).isEqualTo("bad-request");
        client.auth(Tokens.user(unique("alice")));
        client.join(unique("room"));
    }

    @Test
    void theSameUserMaySignInAgainAndStaysInItsRooms() {
        String room = unique("room");
        String user = unique("alice");
        RoomcastClient client = server.member(user, room);
        assertThat(client.auth(Tokens.user(user)).type()).isEqualTo("auth-success");
        client.say(room, "still in");
        client.expect("room-message", room);
    }

    @Test
    void aSecondConnectionIsToldTheSessionsRooms() {
        String room = unique("room");
        String user = unique("alice");
        server.member(user, room);
        RoomcastClient second = server.chat().connect();
        Frame success = second.auth(Tokens.user(user));
        JsonNode rooms = success.at("/session/rooms");
        assertThat(rooms).isEqualTo(Json.tree(new String[] {room}));
        assertThat(second.refused("room-message", "roomId", room, "content", 1).text("code"))
                .isEqualTo("not-in-room");
    }

    @Test
    void untilSignInEveryRequestButPingAndAuthIsUnauthenticated() {
        RoomcastClient client = server.chat().connect();
        String[] requests = {
            "{'type':'chat','message':'x'}",
            "{'type':'create-room','roomId':'r'}",
            "{'type':'join-room','roomId':'r'}",
            "{'type':'leave-room','roomId':'r'}",
            "{'type':'room-message','roomId':'r','content':1}",
            "{'type':'chat-message','roomId':'r','content':1}",
            "{'type':'room-signal','roomId':'r','content':1}",
            "{'type':'delete-message','roomId':'r','offset':1}",
            "{'type':'kick','roomId':'r','userId':'u'}",
            "{'type':'get-rooms'}",
            "{'type':'get-room-info','roomId':'r'}",
            "{'type':'get-room-members','roomId':'r'}",
            "{'type':'get-history','roomId':'r'}",
            "{'type':'get-online-users'}",
            "{'type':'admin-broadcast','content':1}",
        };
        for (String request : requests) {
            assertThat(client.refusedText(request.replace('\'', '"')).text("code"))
                    .as(request)
                    .isEqualTo("unauthenticated");
        }
        client.ping();
    }

    @Test
    void nothingIsDeliveredBeforeSignIn() {
        RoomcastClient stranger = server.chat().connect();
        RoomcastClient alice = server.connect(unique("alice"));
        alice.request("chat", "message", "for members");
        server.admin(unique("root")).request("admin-broadcast", "content", "for members too");
        alice.expect("admin-message");
        stranger.expectNothing("message", f -> !f.type().equals("welcome"));
    }

    @Test
    void errorsAreInChineseForWhomPrefersIt() {
        RoomcastClient chinese = server.chat()
                .header("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")
                .connect();
        RoomcastClient english =
                server.chat().header("Accept-Language", "en,zh;q=0.5").connect();
        RoomcastClient french = server.chat().header("Accept-Language", "fr-FR").connect();
        assertThat(chinese.refused("get-rooms").text("message")).matches(".*\\p{IsHan}.*");
        assertThat(english.refused("get-rooms").text("message")).matches("\\p{ASCII}+");
        assertThat(french.refused("get-rooms").text("message")).matches("\\p{ASCII}+");
    }
}
