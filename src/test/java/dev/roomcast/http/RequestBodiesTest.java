package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Bodies that are too large, too slow, or too many. */
@QuarkusTest
@TestProfile(Profiles.Impatient.class)
class RequestBodiesTest extends ServerTest {

    private static final int MAX = Profiles.Impatient.MAX_BODY_BYTES;

    private final String path = "/api/rooms/" + unique("room") + "/messages";
    private final String token = Tokens.service(unique("svc"));

    private RawHttp begin(String headers) {
        RawHttp connection = RawHttp.open(server.http());
        connection.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "\r\n");
        return connection;
    }

    private RawHttp begin(int length) {
        return begin("Authorization: Bearer " + token + "\r\nContent-Length: " + length + "\r\n");
    }

    private RawHttp chunked() {
        return begin("Authorization: Bearer " + token + "\r\nTransfer-Encoding: chunked\r\n");
    }

    private static String chunk(int bytes) {
        return Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n";
    }

    private static RawHttp.Response problem(RawHttp connection, int status) {
        RawHttp.Response response = connection.response();
        assertThat(response.status()).as(response.text()).isEqualTo(status);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        return response;
    }

    @Test
    void aBodyThatTricklesIsGivenUpWhenItsTimeIsOver() {
        try (RawHttp half = begin(100)) {
            half.send("{\"content\":");
            assertThat(problem(half, 408).header("Connection")).isEqualTo("close");
            half.awaitClose();
        }
    }

    @Test
    void aBodyThatComesInPartsIsReadAsOne() {
        try (RawHttp parts = chunked()) {
            parts.send("c\r\n{\"content\":\"\r\n");
            parts.send(chunk(20_000));
            parts.send("2\r\n\"}\r\n0\r\n\r\n");
            assertThat(parts.response().status()).isEqualTo(201);
        }
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItComes() {
        for (String length : new String[] {"" + (MAX + 1), "9223372036854775807"}) {
            try (RawHttp large = begin("Authorization: Bearer " + token + "\r\nContent-Length: " + length + "\r\n")) {
                assertThat(problem(large, 413).json().at("/code").asText()).isEqualTo("too-large");
                large.awaitClose();
            }
        }
    }

    @Test
    void aBodyThatTurnsOutToBeTooLargeIsRefusedWhenItDoes() {
        try (RawHttp large = chunked()) {
            for (int sent = 0; sent <= MAX; sent += 10_000) {
                large.send(chunk(10_000));
            }
            problem(large, 413);
            large.awaitClose();
        }
    }

    @Test
    void nothingIsReadOfWhoMayNotSendIt() {
        try (RawHttp stranger = begin("Content-Length: 1000\r\n")) {
            stranger.send("{");
            assertThat(problem(stranger, 401).header("WWW-Authenticate")).isEqualTo("Bearer");
            stranger.awaitClose();
        }
    }

    @Test
    void whoWaitsToBeAskedForTheBodyIsAsked() {
        String body = "{\"content\":1}";
        try (RawHttp polite = begin("Authorization: Bearer " + token + "\r\nExpect: 100-continue\r\nContent-Length: "
                + body.length() + "\r\n")) {
            assertThat(polite.response().status()).isEqualTo(100);
            polite.send(body);
            assertThat(polite.response().status()).isEqualTo(201);
        }
    }

    @Test
    void whereBodiesTogetherAreTooLargeTheLargestPays() {
        int length = MAX - 1;
        try (RawHttp first = begin(length);
                RawHttp second = begin(length);
                RawHttp small = begin(13)) {
            small.send("{\"content\":");
            first.send("x".repeat(length - 1));
            second.send("x".repeat(length - 100));
            RawHttp.Response refused = problem(first, 503);
            assertThat(refused.json().at("/limit").asText()).isEqualTo("roomcast.limits.bodies-bytes");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            small.send("1}");
            assertThat(small.response().status()).isEqualTo(201);
        }
    }
}
