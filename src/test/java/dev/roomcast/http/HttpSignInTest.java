package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** The demo sign-in, and who the HTTP API takes one for. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class HttpSignInTest extends ServerTest {

    @Test
    void theDemoSignInGivesATokenThatWorks() {
        String name = unique("alice");
        Reply reply = server.api().post("/api/auth", Map.of("username", name, "password", "any"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("/expiresIn").asLong()).isEqualTo(24 * 3600);
        RoomcastClient client = server.chat().token(reply.at("/token").asText()).connect();
        assertThat(client.welcome().at("/user/username").asText()).isEqualTo(name);
        assertThat(client.welcome().at("/user/roles")).isEqualTo(Json.parse("[\"user\"]"));
    }

    @Test
    void whoHasNoTokenIsToldWhichWaysInThereAre() {
        Reply reply = server.api().get("/api/auth");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(Json.parse("{\"guests\":true,\"demo\":true}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"username\":\"u\"}", "{\"password\":\"p\"}", "{\"username\":\"\",\"password\":\"p\"}"})
    void theDemoSignInWithoutNameOrPasswordIsAProblemWithAnError(String body) {
        Reply reply = server.api().post("/api/auth", body);
        assertProblem(reply, 400);
        assertThat(reply.at("/error").asText()).isNotBlank();
    }

    @Test
    void meTellsTheTokensUser() {
        String user = unique("alice");
        Tokens token = Tokens.of(user).claim("username", "Alice");
        Reply reply = server.api(token.sign()).get("/api/me");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("/id").asText()).isEqualTo(user);
        assertThat(reply.at("/username").asText()).isEqualTo("Alice");
        assertThat(reply.at("/roles")).isEqualTo(Json.parse("[\"user\"]"));
        assertThat(Instant.parse(reply.at("/expiresAt").asText())).isAfter(Instant.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/me",
                "/api/rooms",
                "/api/rooms/r",
                "/api/rooms/r/members",
                "/api/rooms/r/messages",
                "/api/users",
                "/api/stats"
            })
    void withoutATokenOrWithABadOneItIs401(String path) {
        assertThat(server.api().get(path).status()).isEqualTo(401);
        assertThat(server.api("garbage").get(path).status()).isEqualTo(401);
        assertThat(server.api(Tokens.of("u").claim("exp", null).sign())
                        .get(path)
                        .status())
                .isEqualTo(401);
        assertThat(server.api(Tokens.of("u").claim("userId", true).sign())
                        .get(path)
                        .status())
                .isEqualTo(401);
    }
}
