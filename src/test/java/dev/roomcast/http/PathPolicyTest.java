package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** A policy that an operator puts on a path ({@code quarkus.http.auth.permission}) holds however the path is spelled. */
@QuarkusTest
@TestProfile(Profiles.Impatient.class)
class PathPolicyTest extends ServerTest {

    private final String token = Tokens.admin(unique("root"));

    @Test
    void itHolds() {
        assertThat(server.api(token)
                        .post("/api/broadcast", Map.of("content", 1))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/broadcast;x",
                "/api/broadcast;x=1",
                "/api/broadcast%3Bx",
                "/api;x/broadcast",
                "/api%3Bx/broadcast",
                "/;x/api/broadcast",
                "/api/broadcast/",
                "/api/broadcast//",
                "//api/broadcast",
                "/api//broadcast",
                "/./api/broadcast",
                "/api/./broadcast",
                "/api/x/../broadcast",
                "/api/x/%2e%2e/broadcast",
                "/api/%62roadcast",
                "/api%2Fbroadcast",
                "/%2Fapi/broadcast",
                "/api/broadcast%2F",
                "/api/broadcast%00",
                "/api/broadcast%20",
                "/api/broadcast.json",
                "/API/broadcast",
                "http://localhost/api/broadcast",
                "http://localhost/api/broadcast;x",
            })
    void noSpellingGetsAroundIt(String path) {
        RoomcastClient alice = server.connect(unique("alice"));
        RawHttp.Response response = RawHttp.exchange(
                server.http(),
                "POST",
                path,
                "{\"content\":1}",
                "Authorization: Bearer " + token,
                "Content-Type: application/json");
        assertThat(response.status()).as(response.text()).isBetween(400, 405);
        alice.expectNothing("admin-message");
    }

    @Test
    void theDemoSignInIsNotThereWhereItIsOff() {
        assertProblem(server.api().post("/api/auth", Map.of("username", "u", "password", "p")), 404);
    }

    @Test
    void theDescriptionOfTheApiIsNotServedUnlessAskedFor() {
        assertThat(server.api().get("/q/openapi").status()).isEqualTo(404);
        assertThat(server.api().get("/q/openapi?format=json").status()).isEqualTo(404);
    }
}
