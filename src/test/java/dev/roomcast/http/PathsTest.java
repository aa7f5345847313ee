package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** A path names a room or a user percent-encoded, and nothing else. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class PathsTest extends ServerTest {

    private final String token = Tokens.admin(unique("root"));

    private RawHttp.Response send(String method, String path, String body) {
        return RawHttp.exchange(
                server.http(), method, path, body, "Authorization: Bearer " + token, "Content-Type: application/json");
    }

    private RawHttp.Response publish(String path) {
        return send("POST", path, "{\"content\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/rooms/%s;v=1/messages",
                "/api/rooms/%s;/messages",
                "/api/rooms/%s%%3Bv=1/messages",
                "/api/rooms/%s%%3bv=1/messages",
                "/api/rooms/%s/messages;v=1",
                "/api/rooms;v=1/%s/messages",
                "/api;v=1/rooms/%s/messages",
                "//api/rooms/%s/messages",
                "/api//rooms/%s/messages",
                "/api/rooms//%s/messages",
                "/api/rooms/%s//messages",
                "/api/./rooms/%s/messages",
                "/api/rooms/x/../%s/messages",
                "/api/rooms/x/%%2e%%2E/%s/messages",
                "/x/../api/rooms/%s/messages",
                "/api/rooms/%s%%2Fmessages",
                "/api/rooms%%2F%s/messages",
                "/api/rooms/%s%%00/messages",
                "/api/rooms/%s%%ff/messages",
            })
    void noSpellingOfAPathMakesItAnotherRoom(String path) {
        String room = unique("room");
        RawHttp.Response response = publish(path.formatted(room));
        assertThat(response.status()).as(response.text()).isBetween(400, 405);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(server.api(token).get("/api/rooms/" + room + "/messages").at("/messages"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "%2e", "%2E", "..", "%2E.", "%2e%2E"})
    void aRoomOfDotsIsNamedAsAnyOther(String segment) {
        String room = segment.replaceAll("(?i)%2e", ".");
        RoomcastClient alice = server.member(unique("alice"), room);
        RawHttp.Response response = publish("/api/rooms/" + segment + "/messages");
        assertThat(response.status()).as(response.text()).isEqualTo(201);
        assertThat(response.json().at("/roomId").asText()).isEqualTo(room);
        Frame seen = alice.expect("room-message");
        assertThat(seen.offset()).isEqualTo(response.json().at("/offset").asLong());
        assertThat(send("GET", "/api/rooms/" + segment, null)
                        .json()
                        .at("/memberCount")
                        .asInt())
                .isEqualTo(1);
        RawHttp.Response page =
                send("GET", "/api/rooms/" + segment + "/messages?limit=1&before=" + (seen.offset() + 1), null);
        assertThat(page.json().at("/messages/0/offset").asLong()).isEqualTo(seen.offset());
        assertThat(page.json().at("/messages")).hasSize(1);
    }

    @Test
    void aUserWhoseIdNeedsEncodingIsNamedByIt() {
        String user = unique("a;b/c%2E?ü");
        RoomcastClient client = server.connect(user);
        RoomcastClient other = server.connect(unique("a"));
        assertThat(server.api(token)
                        .delete("/api/users/" + Api.segment(user) + "/connections")
                        .status())
                .isEqualTo(202);
        assertThat(client.closed().reason()).isEqualTo("Disconnected");
        other.ping();
    }

    @Test
    void headerValuesAreUtf8() {
        String room = unique("room");
        String path = "/api/rooms/" + room + "/messages";
        String key = unique("schlüssel-钥匙");
        RawHttp.Response first = RawHttp.exchange(
                server.http(),
                "POST",
                path,
                "{\"content\":1}",
                "Authorization: Bearer " + token,
                "Content-Type: application/json",
                "Idempotency-Key: " + key);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.json().at("/messageId").asText()).isEqualTo(key);
        RawHttp.Response again = send("POST", path, "{\"content\":1,\"messageId\":\"" + key + "\"}");
        assertThat(again.json().at("/duplicate").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health", "/q/health", "/q/health/live", "/q/metrics"})
    void noSpellingBringsTheManagementPortToThePublicOne(String path) {
        for (String spelling : spellings(path)) {
            assertThat(send("GET", spelling, null).status()).as(spelling).isBetween(400, 404);
        }
    }

    private static String[] spellings(String path) {
        String tail = path.substring(1);
        return new String[] {
            path + ";x",
            path + "%3Bx",
            path + "/",
            "/" + path,
            "/." + path,
            "/x/.." + path,
            "/;x" + path,
            path + "%2F",
            "/%2F" + tail,
            "/%2e%2e" + path,
            "/" + "%%%02x".formatted((int) tail.charAt(0)) + tail.substring(1),
        };
    }
}
