package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** The HTTP table, row by row. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class HttpApiTest extends ServerTest {

    private final String serviceId = unique("svc");
    private final Api service = server.api(Tokens.service(serviceId));
    private final Api admin = server.api(Tokens.admin(unique("root")));

    private static String messages(String room) {
        return "/api/rooms/" + Api.segment(room) + "/messages";
    }

    // --- who may ---

    @Test
    void anOrdinaryUserIsRefusedEverywhereButAtMe() {
        Api user = server.api(Tokens.user(unique("alice")));
        for (String path : List.of(
                "/api/rooms", "/api/rooms/r", "/api/rooms/r/members", "/api/users", "/api/stats", messages("r"))) {
            assertProblem(user.get(path), 403);
        }
        assertProblem(user.post(messages("r"), Map.of("content", 1)), 403);
        assertProblem(user.delete(messages("r") + "/1"), 403);
        assertProblem(user.delete("/api/users/u/connections"), 403);
        assertProblem(user.post("/api/broadcast", Map.of("content", 1)), 403);
    }

    @Test
    void whatIsAdminsIsForbiddenToAService() {
        assertProblem(service.delete(messages("r") + "/1"), 403);
        assertProblem(service.delete("/api/users/u/connections"), 403);
        assertProblem(service.post("/api/broadcast", Map.of("content", 1)), 403);
    }

    // --- publishing ---

    @Test
    void aPublishReachesTheMembersAndIsAnsweredAsAnAck() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        Reply reply = service.post(messages(room), Map.of("content", List.of(1, "two")));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("/roomId").asText()).isEqualTo(room);
        assertThat(reply.at("/offset").asLong()).isEqualTo(1);
        assertThat(reply.json().has("duplicate")).isFalse();
        Frame seen = alice.expect("room-message");
        assertThat(seen.at("/content")).isEqualTo(Json.parse("[1,\"two\"]"));
        assertThat(seen.at("/user/id").asText()).isEqualTo(serviceId);
        assertThat(seen.text("messageId")).isEqualTo(reply.at("/messageId").asText());
        assertThat(seen.text("timestamp")).isEqualTo(reply.at("/timestamp").asText());
        assertThat(alice.request("get-history", "roomId", room).text("epoch"))
                .isEqualTo(reply.at("/epoch").asText());
    }

    @Test
    void theTypeMayBeChatMessageAndNothingUnheardOf() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        service.post(messages(room), Map.of("content", 1, "type", "chat-message"));
        alice.expect("chat-message");
        assertProblem(service.post(messages(room), Map.of("content", 1, "type", "welcome")), 400);
    }

    @Test
    void aServiceMaySpeakForAUserAndNobodyElseMay() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        Map<String, Object> asBob = Map.of("content", 1, "user", Map.of("id", "bob", "username", "Bob"));
        assertThat(service.post(messages(room), asBob).status()).isEqualTo(201);
        Frame seen = alice.expect("room-message");
        assertThat(seen.at("/user").toString()).isEqualTo("{\"id\":\"bob\",\"username\":\"Bob\"}");
        assertProblem(admin.post(messages(room), asBob), 403);
    }

    @Test
    void aMessageIdOrAnIdempotencyKeyMakesARetryFree() {
        String room = unique("room");
        Reply first = service.post(messages(room), Map.of("content", 1, "messageId", "m-1"));
        Reply second = service.post(messages(room), Map.of("content", 1), "Idempotency-Key", "m-1");
        Reply third = service.post(messages(room), Map.of("content", 1, "messageId", "m-1"), "Idempotency-Key", "m-1");
        assertThat(List.of(first.status(), second.status(), third.status())).containsOnly(201);
        assertThat(first.json().has("duplicate")).isFalse();
        for (Reply retry : List.of(second, third)) {
            assertThat(retry.at("/duplicate").asBoolean()).isTrue();
            assertThat(retry.at("/offset")).isEqualTo(first.at("/offset"));
            assertThat(retry.at("/messageId").asText()).isEqualTo("m-1");
        }
    }

    @Test
    void aMessageIdAndAnotherIdempotencyKeyAre400() {
        assertProblem(
                service.post(messages("r"), Map.of("content", 1, "messageId", "m-1"), "Idempotency-Key", "m-2"), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"content\":null}",
                "{",
                "[]",
                "{\"content\":1,\"messageId\":7}",
                "{\"content\":\"\\ud800\"}"
            })
    void aBodyThatMakesNoSenseIsAProblem(String body) {
        assertProblem(service.post(messages(unique("room")), body), 400);
    }

    @Test
    void aRoomIdThatIsNoneIsAProblem() {
        assertProblem(service.post(messages("a b"), Map.of("content", 1)), 400);
        assertProblem(service.get("/api/rooms/" + Api.segment("a*")), 400);
    }

    @Test
    void aPathThatIsNotThereIsAProblemToo() {
        assertProblem(service.get("/api/nowhere"), 404);
    }

    @Test
    void publishingWritesTheLogAndOpensNothing() {
        String room = unique("room");
        service.post(messages(room), Map.of("content", 1));
        assertThat(service.get("/api/rooms/" + room).at("/exists").asBoolean(true))
                .isFalse();
        RoomcastClient alice = server.connect(unique("alice"));
        assertThat(alice.request("create-room", "roomId", room).flag("success")).isTrue();
        alice.request("join-room", "roomId", room);
        assertThat(alice.expect("message-history").offsets()).containsExactly(1L);
    }

    // --- reading ---

    @Test
    void messagesAreReadPageByPage() {
        String room = unique("room");
        for (int i = 1; i <= 5; i++) {
            service.post(messages(room), Map.of("content", i));
        }
        Reply page = service.get(messages(room) + "?limit=2");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.at("/messages").findValuesAsText("offset")).containsExactly("4", "5");
        assertThat(page.at("/hasMore").asBoolean()).isTrue();
        assertThat(page.at("/epoch").asText()).isNotBlank();
        Reply rest = service.get(messages(room) + "?limit=10&before=4");
        assertThat(rest.at("/messages").findValuesAsText("offset")).containsExactly("1", "2", "3");
        assertThat(rest.at("/hasMore").asBoolean(true)).isFalse();
        assertProblem(service.get(messages(room) + "?limit=x"), 400);
        assertProblem(service.get(messages(room) + "?before=x"), 400);
    }

    @Test
    void anAdminDeletesAMessageAndMembersSeeIt() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        alice.say(room, "rude");
        Reply reply = admin.delete(messages(room) + "/1");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("/offset").asLong()).isEqualTo(2);
        assertThat(reply.at("/roomId").asText()).isEqualTo(room);
        assertThat(alice.expect("message-deleted").number("target")).isEqualTo(1);
        Reply again = admin.delete(messages(room) + "/1");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at("/duplicate").asBoolean()).isTrue();
        assertThat(again.at("/offset").asLong()).isEqualTo(2);
        assertProblem(admin.delete(messages(room) + "/99"), 404);
        assertThat(service.get(messages(room)).text()).doesNotContain("rude");
    }

    @Test
    void roomsMembersAndUsersAreShapedAsOnTheWire() {
        String room = unique("room");
        String user = unique("alice");
        server.member(user, room);
        Reply rooms = service.get("/api/rooms?limit=1000");
        assertThat(rooms.status()).isEqualTo(200);
        assertThat(rooms.at("/rooms")).contains(Json.object("id", room, "memberCount", 1));
        Reply info = service.get("/api/rooms/" + room);
        assertThat(info.at("/roomId").asText()).isEqualTo(room);
        assertThat(info.at("/memberCount").asInt()).isEqualTo(1);
        assertThat(info.at("/exists").asBoolean()).isTrue();
        Reply none = service.get("/api/rooms/" + unique("none"));
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.at("/exists").isBoolean()).isTrue();
        assertThat(none.at("/exists").asBoolean()).isFalse();
        assertThat(service.get("/api/rooms/" + room + "/members").at("/members"))
                .containsExactly(Json.object("id", user, "username", user, "connections", 1));
        assertThat(service.get("/api/users?limit=1000").at("/users").findValuesAsText("id"))
                .contains(user);
    }

    @Test
    void listsHaveLimitAndCursor() {
        server.member(unique("alice"), unique("room"));
        server.member(unique("bob"), unique("room"));
        Reply first = service.get("/api/rooms?limit=1");
        assertThat(first.at("/rooms")).hasSize(1);
        String cursor = first.at("/cursor").asText();
        assertThat(cursor).isNotBlank();
        Reply second = service.get("/api/rooms?limit=1&cursor=" + Api.segment(cursor));
        assertThat(second.at("/rooms/0/id").asText())
                .isNotEqualTo(first.at("/rooms/0/id").asText());
    }

    // --- commands ---

    @Test
    void anAdminDisconnectsAUserEverywhere() {
        String user = unique("alice");
        RoomcastClient phone = server.connect(user);
        RoomcastClient desk = server.connect(user);
        RoomcastClient other = server.connect(unique("bob"));
        assertThat(admin.delete("/api/users/" + user + "/connections").status()).isEqualTo(202);
        assertThat(phone.closed()).isEqualTo(Close.of(1008, "Disconnected"));
        assertThat(desk.closed()).isEqualTo(Close.of(1008, "Disconnected"));
        other.ping();
    }

    @Test
    void anAdminKicksAUserOutOfARoomWhoMayComeBack() {
        String room = unique("room");
        String user = unique("alice");
        RoomcastClient phone = server.member(user, room);
        RoomcastClient desk = server.member(user, room);
        RoomcastClient bob = server.member(unique("bob"), room);
        String path = "/api/rooms/" + room + "/members/" + user;
        assertProblem(service.delete(path), 403);
        assertProblem(server.api(Tokens.user(unique("carol"))).delete(path), 403);
        assertThat(admin.delete(path).status()).isEqualTo(202);
        for (RoomcastClient kicked : List.of(phone, desk)) {
            Frame left = kicked.expect("room-left");
            assertThat(left.text("roomId")).isEqualTo(room);
            assertThat(left.text("reason")).isEqualTo("kicked");
        }
        bob.await("the one who left", f -> f.is("user-left", room) && f.number("memberCount") == 1);
        phone.join(room);
        assertThat(admin.delete("/api/rooms/" + room + "/members/" + unique("nobody"))
                        .status())
                .isEqualTo(202);
        assertProblem(admin.delete("/api/rooms/a%20b/members/" + user), 400);
    }

    @Test
    void anAdminBroadcastsToEveryone() {
        RoomcastClient alice = server.connect(unique("alice"));
        String text = unique("hear");
        assertThat(admin.post("/api/broadcast", Map.of("content", text)).status())
                .isEqualTo(202);
        alice.await("the broadcast", f -> f.type().equals("admin-message") && text.equals(f.text("content")));
        assertProblem(admin.post("/api/broadcast", Map.of()), 400);
    }

    @Test
    void statsCountConnectionsMessagesRoomsMemoryAndUptime() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        long before = service.get("/api/stats").at("/messages/received").asLong();
        alice.say(room, 1);
        Reply stats = service.get("/api/stats");
        assertThat(stats.status()).isEqualTo(200);
        for (String number : List.of(
                "/connections/total",
                "/connections/active",
                "/connections/inactive",
                "/connections/peak",
                "/messages/sent",
                "/messages/received",
                "/messages/failed",
                "/messages/rate",
                "/rooms/total",
                "/rooms/active",
                "/memory/heapUsed",
                "/memory/heapTotal",
                "/memory/external",
                "/uptime")) {
            assertThat(stats.at(number).isNumber()).as(number).isTrue();
        }
        assertThat(stats.at("/messages/received").asLong()).isGreaterThan(before);
        assertThat(stats.at("/connections/total").asInt()).isPositive();
        assertThat(stats.at("/connections/peak").asInt())
                .isGreaterThanOrEqualTo(stats.at("/connections/total").asInt());
        assertThat(stats.at("/rooms/active").asInt()).isPositive();
    }

    @Test
    void whatFitsNoResourceIsAProblemThatTellsNothingFromInside() {
        for (Reply reply : List.of(
                service.get("/api/nothing"),
                service.delete("/api/stats"),
                service.delete(messages("r")),
                service.post("/api/stats", Map.of("content", 1)))) {
            assertThat(reply.status()).isIn(404, 405);
            assertProblem(reply, reply.status());
            assertThat(reply.text()).doesNotContain("@").doesNotContain("resource method");
        }
    }

    @Test
    void aMediaTypeThatIsNotForThePathIsAProblem() {
        assertProblem(service.get("/api/stats", "Accept", "text/html"), 406);
        RawHttp.Response text = RawHttp.exchange(
                server.http(),
                "POST",
                messages("r"),
                "{\"content\":1}",
                "Authorization: Bearer " + Tokens.service(serviceId),
                "Content-Type: text/plain");
        assertThat(text.status()).isEqualTo(415);
        assertThat(text.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void aNumberInAnAddressMayBeWrittenInAnyWayThatJsonHasAndCountsUpToTheMaximum() {
        String room = unique("room");
        for (int i = 1; i <= 3; i++) {
            service.post(messages(room), Map.of("content", i));
        }
        assertThat(service.get(messages(room) + "?limit=1.0&before=3e0")
                        .at("/messages")
                        .findValuesAsText("offset"))
                .containsExactly("2");
        assertThat(service.get(messages(room) + "?limit=99999999999999999999&before=99999999999999999999")
                        .at("/messages")
                        .findValuesAsText("offset"))
                .containsExactly("1", "2", "3");
        for (String bad : List.of("0", "-1", "1.5", "x", "%201", "0x1", "-1e999999999")) {
            Reply reply = service.get(messages(room) + "?limit=" + bad);
            assertProblem(reply, 400);
            assertThat(reply.at("/field").asText()).isEqualTo("limit");
        }
    }

    @Test
    void openApiDescribesThePathsAndTheRoles() {
        Reply document = server.api().get("/q/openapi?format=json");
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.at("/paths").fieldNames())
                .toIterable()
                .contains(
                        "/api/auth",
                        "/api/me",
                        "/api/rooms",
                        "/api/rooms/{roomId}",
                        "/api/rooms/{roomId}/messages",
                        "/api/rooms/{roomId}/messages/{offset}",
                        "/api/rooms/{roomId}/members",
                        "/api/users",
                        "/api/users/{userId}/connections",
                        "/api/broadcast",
                        "/api/messages",
                        "/api/rooms/{roomId}/members/{userId}",
                        "/api/shed",
                        "/api/stats");
        assertThat(document.text()).contains("service").contains("admin");
    }
}
