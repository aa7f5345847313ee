package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What a back end looks up: who of some users is there, a range of a history, the very message that it wants to delete. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class LookUpsTest extends ServerTest {

    private static final String ONLINE = "/api/users/online";

    private final Api service = server.api(Tokens.service(unique("svc")));
    private final Api admin = server.api(Tokens.admin(unique("root")));

    private static String messages(String room) {
        return "/api/rooms/" + Api.segment(room) + "/messages";
    }

    // --- users ---

    @Test
    void eachUserIsToldOfInTheOrderOfTheRequestGuestsToo() {
        String alice = unique("alice");
        String nobody = unique("nobody");
        server.connect(alice);
        server.connect(alice);
        RoomcastClient guest = server.guest();
        Reply reply = service.post(ONLINE, Map.of("userIds", List.of(nobody, alice, guest.userId(), alice)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.at("/users").findValuesAsText("id")).containsExactly(nobody, alice, guest.userId(), alice);
        assertThat(reply.at("/users").findValuesAsText("online")).containsExactly("false", "true", "true", "true");
        assertThat(reply.at("/users/0").fieldNames()).toIterable().containsExactly("id", "online");
        JsonNode found = reply.at("/users/1");
        assertThat(found.fieldNames()).toIterable().containsExactly("id", "online", "username", "authenticatedAt");
        assertThat(found.at("/username").asText()).isEqualTo(alice);
        assertThat(found.at("/authenticatedAt").asText()).matches("\\d{4}-.*Z");
    }

    @Test
    void whoCameOrWentSinceIsToldOfAsTheyAreNow() {
        String alice = unique("alice");
        Map<String, Object> request = Map.of("userIds", List.of(alice));
        assertThat(isOnline(request)).isFalse();
        RoomcastClient client = server.connect(alice);
        // With Redis a look-up may be a second old.
        Await.until("her to be online", () -> isOnline(request));
        client.close();
        Await.until("her connection to end", () -> !isOnline(request));
    }

    private boolean isOnline(Map<String, Object> request) {
        return service.post(ONLINE, request).at("/users/0/online").asBoolean();
    }

    @Test
    void aHundredMayBeNamedAndNoMore() {
        assertThat(service.post(ONLINE, Map.of("userIds", Collections.nCopies(100, "u")))
                        .at("/users"))
                .hasSize(100);
        assertThat(service.post(ONLINE, Map.of("userIds", List.of())).text()).isEqualTo("{\"users\":[]}");
        Reply reply = service.post(ONLINE, Map.of("userIds", Collections.nCopies(101, "u")));
        assertProblem(reply, 400);
        assertThat(reply.at("/field").asText()).isEqualTo("userIds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"userIds\":null}",
                "{\"userIds\":\"u\"}",
                "{\"userIds\":[7]}",
                "{\"userIds\":[[\"u\"]]}",
                "{\"userIds\":[\"\"]}",
                "{\"userIds\":[\"a\\nb\"]}"
            })
    void whatIsNoListOfUserIdsIsAProblem(String body) {
        Reply reply = service.post(ONLINE, body);
        assertProblem(reply, 400);
        assertThat(reply.at("/field").asText()).isEqualTo("userIds");
    }

    // --- a range of a history ---

    @Test
    void aHistoryIsReadOnFromAnOffsetUpToTheNewest() {
        String room = unique("room");
        for (int i = 1; i <= 5; i++) {
            service.post(messages(room), Map.of("content", i));
        }
        assertPage(room, "?after=0&limit=2", true, "1", "2");
        assertPage(room, "?after=2&limit=2", true, "3", "4");
        assertPage(room, "?after=4&limit=2", false, "5");
        assertPage(room, "?after=5", false);
        assertPage(room, "?after=1&before=5", false, "2", "3", "4");
        assertPage(room, "?after=1&before=5&limit=2", true, "2", "3");
        assertPage(room, "?after=4&before=3", false);
        assertPage(room, "?after=9223372036854775807&before=0", false);
        assertPage(unique("none"), "?after=3", false);
        for (String nonsense : List.of("x", "-1", "1.5")) {
            Reply reply = service.get(messages(room) + "?after=" + nonsense);
            assertProblem(reply, 400);
            assertThat(reply.at("/field").asText()).isEqualTo("after");
        }
    }

    private void assertPage(String room, String query, boolean hasMore, String... offsets) {
        Reply page = service.get(messages(room) + query);
        assertThat(page.status()).as(query).isEqualTo(200);
        assertThat(page.at("/messages").findValuesAsText("offset")).as(query).containsExactly(offsets);
        assertThat(page.at("/hasMore").asBoolean()).as(query).isEqualTo(hasMore);
        assertThat(page.at("/epoch").asText()).isNotBlank();
    }

    // --- conditional deletion ---

    @Test
    void aMessageIsDeletedOnlyInTheEpochThatIfMatchNames() {
        String room = unique("room");
        Reply published = service.post(messages(room), Map.of("content", "precious"));
        String epoch = published.at("/epoch").asText();
        assertProblem(admin.delete(messages(room) + "/1", "If-Match", "\"another-epoch\""), 412);
        assertThat(service.get(messages(room)).at("/messages")).hasSize(1);
        assertThat(service.get(messages(room)).at("/messages/0/content").asText())
                .isEqualTo("precious");
        Reply deleted = admin.delete(messages(room) + "/1", "If-Match", '"' + epoch + '"');
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
        assertThat(admin.delete(messages(room) + "/1", "If-Match", "*")
                        .at("/duplicate")
                        .asBoolean())
                .isTrue();
        assertProblem(admin.delete(messages(room) + "/1", "If-Match", "\"another-epoch\""), 412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k3v9", "\"\"", "W/\"k3v9\"", "\"k3v9\", \"k3w0\"", "\"k3 v9\""})
    void anIfMatchThatIsNoEpochInQuotesIsAProblem(String ifMatch) {
        Reply reply = admin.delete(messages(unique("room")) + "/1", "If-Match", ifMatch);
        assertProblem(reply, 400);
        assertThat(reply.at("/field").asText()).isEqualTo("If-Match");
    }
}
