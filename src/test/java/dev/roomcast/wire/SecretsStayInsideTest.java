package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.HandshakeRefused;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.LogCapture;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/** Tokens, keys and passwords come in by every way there is, and are found nowhere afterwards. */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class SecretsStayInsideTest extends ServerTest {

    private final List<String> secrets = new ArrayList<>();

    private String secret(String text) {
        secrets.add(text);
        // A part tells as much: the signature of a token, or what is left of one that was cut.
        secrets.add(text.substring(Math.max(0, text.length() - 24)));
        return text;
    }

    private String token() {
        return secret(Tokens.user(unique("alice")));
    }

    private String garbage() {
        return secret("garbage-" + unique("of-a-token-that-nobody-signed"));
    }

    @Test
    void theyAreInNoLogMetricOrKeyOfRedis() {
        Logger everything = Logger.getLogger("dev.roomcast");
        Level before = everything.getLevel();
        everything.setLevel(Level.ALL);
        try (LogCapture log = new LogCapture()) {
            signInByEveryWay();
            server.close();
            server.awaitNoConnections();
            String metrics = server.management().get("/metrics").text();
            assertThat(log.lines()).isNotEmpty();
            assertNone(log.lines().stream().map(LogCapture.Line::text).collect(Collectors.joining("\n")));
            assertThat(metrics).contains("roomcast_connections");
            assertNone(metrics);
            assertNone(server.management().get("/health").text());
            assertNone(redis());
        } finally {
            everything.setLevel(before);
        }
    }

    private void assertNone(String where) {
        for (String secret : secrets) {
            assertThat(where).doesNotContain(secret);
        }
    }

    private void signInByEveryWay() {
        // by the header, by a subprotocol, by message, packed, and again on the open connection
        RoomcastClient alice = server.chat().token(token()).connect();
        String room = unique("room");
        alice.join(room);
        alice.say(room, "hello");
        server.chat().tokenInSubprotocol(token()).connect().join(unique("room"));
        RoomcastClient late = server.chat().connect();
        String user = unique("late");
        assertThat(late.auth(secret(Tokens.user(user))).type()).isEqualTo("auth-success");
        assertThat(late.auth(secret(Tokens.of(user).claim("n", 2).sign())).type())
                .isEqualTo("auth-success");
        RoomcastClient packed = server.chat().connect();
        packed.send(
                "compressed",
                "data",
                Json.pack(Json.object("type", "auth", "token", token()).toString()));
        packed.expect("auth-success");
        // a guest, and the same one again
        RoomcastClient guest = server.guest();
        String key = secret(guest.welcome().text("guestKey"));
        guest.join(unique("room"));
        server.guest().request("auth", "guestKey", key);
        // what is no good, by the same ways
        refused(() -> server.chat().token(garbage()).connect());
        refused(() -> server.chat().tokenInSubprotocol(garbage()).connect());
        assertThat(server.chat().connect().auth(garbage()).type()).isEqualTo("auth-failed");
        server.guest().ask("auth", "guestKey", garbage());
        server.chat().connect().send("auth", "token", garbage(), "id", 7).ping();
        server.guest().send("compressed", "data", garbage()).ping();
        server.guest().sendText("{\"type\":\"auth\",\"token\":\"" + garbage()).ping();
        // over HTTP
        assertThat(server.api(token()).get("/api/me").status()).isEqualTo(200);
        assertThat(server.api(garbage()).get("/api/me").status()).isEqualTo(401);
        secret(server.api()
                .post("/api/auth", Map.of("username", "u", "password", garbage()))
                .at("/token")
                .asText());
        server.api().post("/api/auth", Map.of("username", "u".repeat(65), "password", garbage()));
        server.api().post("/api/auth", "{\"username\":\"u\",\"password\":\"" + garbage());
        // where none should be: in an address it lets nobody in
        String lost = token();
        assertThat(server.api().get("/api/me?access_token=" + lost).status()).isEqualTo(401);
        assertThat(server.api().get("/api/me?token=" + lost).status()).isEqualTo(401);
        try (RawHttp handshake = RawHttp.open(server.http())) {
            handshake.send("GET /chat?token=" + lost + "&access_token=" + lost + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: https://evil.example\r\n\r\n");
            assertThat(handshake.response().status()).isEqualTo(403);
        }
    }

    private static void refused(Runnable handshake) {
        try {
            handshake.run();
        } catch (HandshakeRefused expected) {
            return;
        }
        throw new AssertionError("it was let in");
    }

    /** All keys with what they hold, uncompressed. */
    private static String redis() {
        RedisServer redis = RedisServer.shared();
        redis.command("CONFIG", "SET", "rdbcompression", "no");
        StringBuilder all = new StringBuilder();
        for (Object key : (List<?>) redis.command("KEYS", "*")) {
            all.append(key)
                    .append(' ')
                    .append(redis.command("DUMP", (String) key))
                    .append('\n');
        }
        assertThat(all).contains("room:{").contains(":session");
        return all.toString();
    }
}
