package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** A token that came in a wrong way is 401, whatever is wrong with it. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class MalformedTokensTest extends ServerTest {

    private static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol: ";

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization",
                "bearer-token-carrier, quarkus-http-upgrade",
                "bearer-token-carrier, quarkus-http-upgrade%23%23",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Bearer%20a%23b",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Bearer%20%0d%0aX:y",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Bearer%20%00",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Bearer%20%ff%fe",
                "bearer-token-carrier, quarkus-http-upgrade%2",
                "bearer-token-carrier, quarkus-http-upgrade%zz",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Bearer%20not-a-token",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Basic%20YTpi",
                "bearer-token-carrier, quarkus-http-upgrade%23Authorization%23Bearer",
                "quarkus-http-upgrade%23Authorization%23Bearer%20x",
            })
    void inASubprotocol(String list) {
        assertThat(server.handshake("/ws", SUBPROTOCOLS + list).status()).isEqualTo(401);
        assertThat(server.handshake("/chat", SUBPROTOCOLS + list).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "", "x", "Bearer ....", "Bearer \t"})
    void inTheHeader(String credentials) {
        assertThat(server.handshake("/ws", "Authorization: " + credentials).status())
                .isEqualTo(401);
    }

    @Test
    void twoTokensAreNone() {
        String bearer = "Authorization: Bearer " + Tokens.user("ada");
        assertThat(server.handshake("/chat", bearer).status()).isEqualTo(101);
        assertThat(server.handshake("/chat", bearer, bearer).status()).isEqualTo(401);
        String carried = encoded("quarkus-http-upgrade#Authorization#Bearer " + Tokens.user("ada"));
        assertThat(server.handshake("/chat", SUBPROTOCOLS + "bearer-token-carrier, " + carried + ", " + carried)
                        .status())
                .isEqualTo(401);
        assertThat(server.handshake("/chat", bearer, SUBPROTOCOLS + "bearer-token-carrier, " + carried)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theFieldMayBeRepeatedAsAnyList() {
        String carried = encoded("quarkus-http-upgrade#Authorization#Bearer " + Tokens.user("ada"));
        assertThat(server.handshake("/chat", SUBPROTOCOLS + "bearer-token-carrier", SUBPROTOCOLS + carried)
                        .status())
                .isEqualTo(101);
        assertThat(server.handshake("/chat", SUBPROTOCOLS + carried, SUBPROTOCOLS + "bearer-token-carrier")
                        .status())
                .isEqualTo(101);
    }

    @Test
    void noOtherHeaderCanBeSentSo() {
        for (String header : new String[] {"X-Forwarded-For#10.0.0.1", "Host#elsewhere.example", "Origin#null"}) {
            assertThat(server.handshake("/ws", SUBPROTOCOLS + "roomcast, " + encoded("quarkus-http-upgrade#" + header))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aForeignOriginComesBeforeABadToken() {
        assertThat(server.handshake(
                                "/ws",
                                "Origin: https://elsewhere.example",
                                SUBPROTOCOLS + "bearer-token-carrier, quarkus-http-upgrade%23Authorization")
                        .status())
                .isEqualTo(403);
    }
}
