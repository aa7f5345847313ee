package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Who asks for too much over HTTP is told when to come back; others are served. */
@QuarkusTest
@TestProfile(Profiles.Tight.class)
class HttpRateLimitsTest extends ServerTest {

    private static final int SIGN_INS = Profiles.Tight.ADDRESS_SIGN_INS_PER_MINUTE;
    private static final int READS = Profiles.Tight.USER_LIST_READS_PER_MINUTE;

    private static final String BODY = "{\"username\":\"u\",\"password\":\"p\"}";

    @Test
    void signInsOfAnAddressAreLimited() {
        try (RawHttp stranger = RawHttp.openFrom("127.0.0.9", server.http())) {
            RawHttp.Response response = signIn(stranger);
            int tries = 1;
            while (response.status() == 200 && ++tries <= 10 * SIGN_INS) {
                response = signIn(stranger);
            }
            assertThat(tries).isGreaterThan(SIGN_INS);
            assertThat(response.status()).isEqualTo(429);
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
            assertThat(response.json().at("/code").asText()).isEqualTo("rate-limited");
            assertThat(response.json().at("/retryAfterMs").asLong()).isPositive();
        }
        try (RawHttp neighbour = RawHttp.openFrom("127.0.0.10", server.http())) {
            assertThat(signIn(neighbour).status()).isEqualTo(200);
        }
        assertThat(server.management().get("/metrics").text())
                .containsPattern("roomcast_http_rate_limited_total\\{cost=\"sign-ins\",?} [1-9]");
    }

    private static RawHttp.Response signIn(RawHttp connection) {
        connection.send(
                "POST /api/auth HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + BODY.length() + "\r\n\r\n" + BODY);
        return connection.response();
    }

    @Test
    void listsOfAUserAreLimitedByTheRowsAskedFor() {
        for (String path : new String[] {"/api/rooms", "/api/users", "/api/rooms/r/members"}) {
            Api greedy = server.api(Tokens.service(unique("greedy")));
            Reply reply = greedy.get(path + "?limit=1000");
            int tries = 1;
            while (reply.status() == 200 && ++tries <= READS) {
                reply = greedy.get(path + "?limit=1000");
            }
            assertThat(tries).isLessThanOrEqualTo(READS / 10 + 2);
            assertProblem(reply, 429);
            assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
        }
        assertThat(server.api(Tokens.service(unique("modest")))
                        .get("/api/rooms")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void historiesOfAUserAreLimitedByTheMessagesAskedFor() {
        Api greedy = server.api(Tokens.service(unique("greedy")));
        Reply reply = greedy.get("/api/rooms/r/messages?limit=1000");
        int tries = 1;
        while (reply.status() == 200 && ++tries <= READS) {
            reply = greedy.get("/api/rooms/r/messages?limit=1000");
        }
        assertProblem(reply, 429);
        assertThat(reply.at("/code").asText()).isEqualTo("rate-limited");
    }

    @Test
    void historiesOfAUserAreLimitedByTheirBytesWhereTheyAreMany() {
        String messages = "/api/rooms/" + unique("large") + "/messages";
        Api writer = server.api(Tokens.service(unique("writer")));
        Reply stored = writer.post(messages, Json.object("content", "x".repeat(60_000)));
        assertThat(stored.status()).isEqualTo(201);
        Api greedy = server.api(Tokens.service(unique("greedy")));
        Reply reply = greedy.get(messages + "?limit=1");
        int tries = 1;
        while (reply.status() == 200 && ++tries <= READS) {
            reply = greedy.get(messages + "?limit=1");
        }
        assertProblem(reply, 429);
        // Each is one read by its message, and three by its bytes.
        assertThat(tries).isLessThan(READS / 2);
    }
}
