package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** HTTP/2 is off: what defends handshakes and requests looks at HTTP/1.1, and nothing may get around it. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class HttpVersionTest extends ServerTest {

    /** What an HTTP/2 client begins with: the preface, and an empty SETTINGS frame (RFC 9113, section 3.4). */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, "");

    private static final int HEADERS = 1;
    private static final int END_HEADERS = 4;

    private static String frame(int type, int flags, int stream, String payload) {
        return "\0\0" + (char) payload.length() + (char) type + (char) flags + "\0\0\0" + (char) stream + payload;
    }

    /** A field as HPACK has it without a table. */
    private static String field(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    @Test
    void priorKnowledgeIsRefusedInTextAndClosed() {
        assertRefusedInText(answerTo(PREFACE));
    }

    @Test
    void noWebSocketIsOpenedByAnExtendedConnect() {
        String connect = field(":method", "CONNECT")
                + field(":protocol", "websocket")
                + field(":scheme", "http")
                + field(":path", "/ws")
                + field(":authority", "localhost")
                + field("sec-websocket-version", "13");
        assertRefusedInText(answerTo(PREFACE + frame(HEADERS, END_HEADERS, 1, connect)));
        assertThat(server.api(Tokens.service("watch"))
                        .get("/api/stats")
                        .at("/connections/total")
                        .asInt())
                .isZero();
    }

    /** In HTTP/2 it would be frames, each of which has a zero in its length. */
    private static void assertRefusedInText(String answer) {
        assertThat(answer).matches("(?s)HTTP/[0-9.]+ [45][0-9][0-9] .*").doesNotContain("\0");
    }

    private String answerTo(String bytes) {
        try (RawHttp connection = RawHttp.open(server.http())) {
            connection.send(bytes);
            return connection.readToEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/me", "/"})
    void anUpgradeToHttp2IsNotTaken(String path) throws IOException, InterruptedException {
        // On a plain connection this client asks with "Upgrade: h2c" and goes on in HTTP/2 where it is answered 101.
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        URI uri = server.http().resolve(path);
        assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ws"})
    void anUpgradeToHttp2WhereWebSocketsAreIsRefused(String path) {
        RawHttp.Response response = RawHttp.exchange(
                server.http(),
                "GET",
                path,
                null,
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                "Authorization: Bearer " + Tokens.user(unique("alice")));
        assertThat(response.status()).isGreaterThanOrEqualTo(400);
        assertThat(response.header("Upgrade")).isNotEqualTo("h2c");
    }

    @Test
    void aConnectInHttp1OpensNoWebSocketEither() {
        RawHttp.Response response = RawHttp.exchange(
                server.http(),
                "CONNECT",
                "/ws",
                null,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(response.status()).isGreaterThanOrEqualTo(400);
    }
}
