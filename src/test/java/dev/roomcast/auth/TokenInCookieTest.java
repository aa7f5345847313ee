package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Json;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** SmallRye JWT's settings for where a token is, and where its roles are, are in force at the handshake. */
@QuarkusTest
@TestProfile(TokenInCookieTest.Cookie.class)
class TokenInCookieTest extends ServerTest {

    /** A token in the cookie {@code chat-session}, with roles in {@code team.roles}. */
    public static final class Cookie implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "jwt.secret", Tokens.SECRET,
                    "smallrye.jwt.token.header", "Cookie",
                    "smallrye.jwt.token.cookie", "chat-session",
                    "smallrye.jwt.path.groups", "team/roles");
        }
    }

    private static String token(String user) {
        return Tokens.of(user)
                .claim("roles", List.of("admin"))
                .claim("team", Map.of("roles", List.of("reader")))
                .sign();
    }

    @Test
    void theTokenInTheCookieSignsInAndItsRolesAreWhereTheSettingSays() {
        String user = unique("ada");
        RoomcastClient ada = server.chat()
                .header("Cookie", "theme=dark; chat-session=" + token(user))
                .connect();
        assertThat(ada.userId()).isEqualTo(user);
        assertThat(ada.welcome().at("/user/roles")).isEqualTo(Json.parse("[\"reader\"]"));
        ada.join(unique("room"));
    }

    @Test
    void aBadTokenInTheCookieIsRefused() {
        String token = token(unique("eve"));
        assertThat(server.handshake("/chat", "Cookie: chat-session=" + token.substring(0, token.length() - 4) + "AAAA")
                        .status())
                .isEqualTo(401);
        assertThat(server.handshake("/chat", "Cookie: chat-session=garbage").status())
                .isEqualTo(401);
    }

    @Test
    void anotherCookieSignsNobodyIn() {
        RoomcastClient stranger = server.chat()
                .header("Cookie", "session=" + token(unique("eve")))
                .connect();
        assertThat(stranger.welcome().has("user")).isFalse();
        assertThat(stranger.refused("get-rooms").text("code")).isEqualTo("unauthenticated");
    }
}
