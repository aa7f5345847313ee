package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.docs.OpenApiDocument.Operation;
import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What the server answers is what {@code docs/openapi.yaml} says of it: each operation, done and refused. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class OpenApiAnswersTest extends ServerTest {

    /** No number, no right, and longer than any name or cursor may be. */
    private static final String NONSENSE = "x".repeat(1_025);

    private final OpenApiDocument document = new OpenApiDocument();
    private final String adminToken = Tokens.admin(unique("root"));
    private final Api admin = server.api(adminToken);
    private final Api service = server.api(Tokens.service(unique("svc")));
    private final Set<String> done = new TreeSet<>();

    OpenApiAnswersTest() throws IOException {}

    @Test
    void whatIsDoneIsAnsweredAsDescribed() {
        String room = unique("room");
        String user = unique("alice");
        String path = "/api/rooms/" + room;
        server.member(user, room);
        server.member(unique("bob"), unique("room"));

        done("signIn", server.api().post("/api/auth", Map.of("username", "ada", "password", "any")));
        done("getMe", service.get("/api/me"));
        done("publish", service.post(path + "/messages", Map.of("content", "one", "messageId", "m-1")));
        Reply again = service.post(path + "/messages", Map.of("content", "one", "messageId", "m-1"));
        assertThat(again.at("/duplicate").asBoolean()).isTrue();
        done("publish", again);
        done("publish", service.post(path + "/messages", Map.of("content", List.of(1), "type", "chat-message")));
        Reply batch = service.post(
                "/api/messages",
                Map.of(
                        "messages",
                        List.of(
                                Map.of("roomId", room, "content", Map.of("a", 1)),
                                Map.of("roomId", "a b", "content", 1),
                                Map.of("roomId", room))));
        assertThat(batch.at("/results").findValuesAsText("code")).containsExactly("bad-request", "bad-request");
        done("publishMany", batch);
        done("deleteMessage", admin.delete(path + "/messages/1"));
        done("deleteMessage", admin.delete(path + "/messages/1"));
        Reply history = service.get(path + "/messages?limit=10");
        assertThat(history.at("/messages").findValuesAsText("type"))
                .containsExactly("room-message", "chat-message", "room-message", "message-deleted");
        assertThat(history.at("/messages/0/deleted").asBoolean()).isTrue();
        done("listMessages", history);
        done("listMessages", service.get("/api/rooms/" + unique("none") + "/messages"));
        done("listMessages", service.get(path + "/messages?after=1&before=4&limit=1"));
        Reply rooms = service.get("/api/rooms?limit=1");
        assertThat(rooms.json().has("cursor")).isTrue();
        done("listRooms", rooms);
        done("getRoom", service.get(path));
        done("getRoom", service.get("/api/rooms/" + unique("none")));
        Reply members = service.get(path + "/members");
        assertThat(members.at("/members")).isNotEmpty();
        done("listMembers", members);
        Reply users = service.get("/api/users");
        assertThat(users.at("/users")).isNotEmpty();
        done("listUsers", users);
        done("lookUpUsers", service.post("/api/users/online", Map.of("userIds", List.of(user, unique("nobody")))));
        done("getStats", service.get("/api/stats"));
        done("explain", admin.get("/api/explain?right=write&roomId=" + room + "&userId=" + user));
        done("broadcast", admin.post("/api/broadcast", Map.of("content", "Hello")));
        Reply revoked = admin.post("/api/revocations", Map.of("userId", unique("eve"), "reason", "lost"));
        done("revoke", revoked);
        done("revoke", admin.post("/api/revocations", Map.of("jti", unique("token"))));
        done("listRevocations", admin.get("/api/revocations?limit=1"));
        done("unrevoke", admin.delete("/api/revocations/" + revoked.at("/id").asText()));
        done("kick", admin.delete(path + "/members/" + user));
        done("disconnect", admin.delete("/api/users/" + user + "/connections"));
        done("shed", admin.post("/api/shed", Map.of("share", 1)));

        assertThat(done)
                .isEqualTo(new TreeSet<>(
                        document.operations().stream().map(Operation::id).toList()));
    }

    private void done(String id, Reply reply) {
        assertThat(reply.status()).as(id + ": " + reply.text()).isBetween(200, 299);
        assertDescribed(document.operation(id), reply);
        done.add(id);
    }

    private void assertDescribed(Operation operation, Reply reply) {
        assertThat(document.problems(operation, reply))
                .as(operation + ": " + reply.status() + ' ' + reply.text())
                .isEmpty();
    }

    @Test
    void whoHasNoTokenOrNotTheRoleIsRefusedWhereThatIsDescribed() {
        String expired =
                Tokens.of(unique("alice")).expiresIn(Duration.ofHours(-1)).sign();
        for (Operation operation : document.operations()) {
            assertIff(operation, 401, request(operation, server.api()));
            assertIff(operation, 401, request(operation, server.api(expired)));
            assertIff(operation, 403, request(operation, server.api(Tokens.user(unique("alice")))));
        }
    }

    @Test
    void mediaTypesThatAreNotTakenOrGivenAreRefusedWhereThatIsDescribed() {
        for (Operation operation : document.operations()) {
            assertIff(operation, 406, request(operation, admin, "Accept", "text/html"));
            RawHttp.Response response = RawHttp.exchange(
                    server.http(),
                    operation.method().toUpperCase(Locale.ROOT),
                    document.examplePath(operation),
                    operation.hasBody() ? document.exampleBody(operation) : null,
                    "Authorization: Bearer " + adminToken,
                    "Content-Type: text/plain");
            assertIff(operation, 415, reply(response));
        }
    }

    @Test
    void whatIsMalformedIsRefusedWhereThatIsDescribed() {
        for (Operation operation : document.operations()) {
            Api caller = operation.id().equals("signIn") ? server.api() : admin;
            boolean described = operation.statuses().contains("400");
            String wrongPath = operation.path();
            for (JsonNode parameter : document.parameters(operation)) {
                String name = parameter.get("name").asText();
                String in = parameter.get("in").asText();
                if (in.equals("path")) {
                    wrongPath = wrongPath.replace('{' + name + '}', "%00");
                } else if (in.equals("query")) {
                    assertThat(described).as(operation.id()).isTrue();
                    Reply reply = caller.get(withNonsense(document.examplePath(operation), name));
                    assertThat(reply.at("/field").asText()).as(reply.text()).isEqualTo(name);
                    assertIff(operation, 400, reply);
                }
            }
            if (!wrongPath.equals(operation.path())) {
                assertIff(operation, 400, send(operation, caller, wrongPath, document.exampleBody(operation)));
            }
            if (operation.hasBody()) {
                for (String body : List.of("{", "[]", "{}")) {
                    assertIff(operation, 400, send(operation, caller, document.examplePath(operation), body));
                }
            }
        }
    }

    @Test
    void whatIsTooLargeIsRefusedWhereThatIsDescribed() {
        String large = "\"" + "x".repeat(1_048_576) + "\"";
        for (Operation operation : document.operations()) {
            if (operation.hasBody()) {
                assertIff(operation, 413, send(operation, admin, document.examplePath(operation), large));
            }
        }
    }

    @Test
    void whatIsNotThereIsRefusedWhereThatIsDescribed() {
        String room = "/api/rooms/" + unique("room");
        assertIff(document.operation("deleteMessage"), 404, admin.delete(room + "/messages/99"));
        assertIff(
                document.operation("deleteMessage"),
                412,
                admin.delete(room + "/messages/99", "If-Match", "\"another-epoch\""));
        assertIff(document.operation("unrevoke"), 404, admin.delete("/api/revocations/" + unique("none")));
    }

    private static String withNonsense(String path, String parameter) {
        String name = parameter + '=';
        return path.contains(name)
                ? path.replaceAll(name + "[^&]*", name + NONSENSE)
                : path + (path.contains("?") ? '&' : '?') + name + NONSENSE;
    }

    private Reply request(Operation operation, Api caller, String... headers) {
        return send(operation, caller, document.examplePath(operation), document.exampleBody(operation), headers);
    }

    private static Reply send(Operation operation, Api caller, String path, String body, String... headers) {
        return switch (operation.method()) {
            case "get" -> caller.get(path, headers);
            case "delete" -> caller.delete(path, headers);
            case "post" -> caller.post(path, body, headers);
            default -> throw new AssertionError(operation.method());
        };
    }

    /** The answer has this status where the document says that it may, and only there; and it is as described. */
    private void assertIff(Operation operation, int status, Reply reply) {
        boolean described = operation.statuses().contains(Integer.toString(status));
        assertThat(reply.status() == status)
                .as(operation + " answers " + reply.status() + ", and of " + status + " it is said " + described)
                .isEqualTo(described);
        assertDescribed(operation, reply);
    }

    private static Reply reply(RawHttp.Response response) {
        Map<String, List<String>> headers = new TreeMap<>();
        response.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return new Reply(
                response.status(),
                response.header("Content-Type").replaceAll(";.*", ""),
                response.text(),
                HttpHeaders.of(headers, (name, value) -> true));
    }
}
