package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What browsers are told with every response, on both ports, and that errors are problem documents wherever they arise. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class SecurityHeadersTest extends ServerTest {

    private static final String HANDSHAKE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    @ParameterizedTest
    @CsvSource({
        "GET,  /,                    200",
        "GET,  /index.html,          200",
        "GET,  /admin,               200",
        "GET,  /admin.html,          200",
        "GET,  /nothing,             404",
        "GET,  /api/nothing,         404",
        "GET,  /api/me,              200",
        "GET,  /api/rooms,           403",
        "PUT,  /api/rooms,           405",
        "POST, /api/rooms/r/messages, 403",
        "GET,  /chat,                404",
        "GET,  /q/openapi,           200",
        "GET,  /q/nothing,           404",
    })
    void everyResponseOfThePublicPort(String method, String path, int status) {
        RawHttp.Response response = exchange(server.http(), method, path, "");
        assertThat(response.status()).isEqualTo(status);
        assertClosed(response);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /health,         200",
        "GET,  /metrics,        200",
        "GET,  /q/health/live,  200",
        "GET,  /nothing,        404",
        "POST, /health,         405",
        "GET,  /%,              400",
    })
    void everyResponseOfTheManagementPort(String method, String path, int status) {
        RawHttp.Response response = exchange(server.managementUri(), method, path, "");
        assertThat(response.status()).isEqualTo(status);
        assertClosed(response);
    }

    @Test
    void thePageIsAskedForEachTime() {
        assertThat(exchange(server.http(), "GET", "/", "").header("Cache-Control"))
                .isEqualTo("no-cache");
        assertThat(exchange(server.http(), "GET", "/index.html", "").header("Cache-Control"))
                .isEqualTo("no-cache");
    }

    /** The platform refuses it before anything of this server is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"/%", "/api/me?a=%zz", "/api/rooms/%/messages"})
    void anAddressThatIsNoneIsRefusedWithNothingToShow(String path) {
        RawHttp.Response response = exchange(server.http(), "GET", path, "");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).isEmpty();
    }

    @Test
    void refusedHandshakesToo() {
        RawHttp.Response foreign =
                exchange(server.http(), "GET", "/chat", HANDSHAKE + "Origin: https://evil.example\r\n");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.header("X-Content-Type-Options")).isEqualTo("nosniff");
        RawHttp.Response token = RawHttp.exchange(
                server.http(), "GET", "/chat", null, (HANDSHAKE + "Authorization: Bearer x").split("\r\n"));
        assertThat(token.status()).isEqualTo(401);
        assertThat(token.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    private RawHttp.Response exchange(URI server, String method, String path, String headers) {
        String all = headers + "Authorization: Bearer " + Tokens.user("somebody");
        return RawHttp.exchange(server, method, path, method.equals("POST") ? "{}" : null, all.split("\r\n"));
    }

    private static void assertClosed(RawHttp.Response response) {
        assertThat(response.header("Content-Security-Policy"))
                .startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        if (response.status() >= 400) {
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.json().at("/status").asInt()).isEqualTo(response.status());
            assertThat(response.json().at("/title").asText()).isNotBlank();
        }
    }
}
