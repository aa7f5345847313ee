package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/** Two instances around one Redis are one server: what is done on one is seen, counted and limited on the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TogetherIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PER_USER = 3;
    private static final int EVENTS_MAX_MEMBERS = 4;

    /** Fewer than the messages that one connection may send at once. */
    private static final int CREATES_PER_MINUTE = 120;

    private final RedisServer redis = RedisServer.with().durable().start();
    private Instances instances;
    private Server here;
    private Server there;
    private String room;

    @BeforeAll
    void start() {
        instances = Instances.start(
                List.of(redis.uri(), redis.uri()),
                "ROOMCAST_LIMITS_CONNECTIONS_PER_USER",
                "" + PER_USER,
                "ROOMCAST_PRESENCE_EVENTS_MAX_MEMBERS",
                "" + EVENTS_MAX_MEMBERS,
                "ROOMCAST_LIMITS_CREATES_PER_MINUTE",
                "0",
                "ROOMCAST_LIMITS_USER_CREATES_PER_MINUTE",
                "" + CREATES_PER_MINUTE,
                "ROOMCAST_GUESTS_ENABLED",
                "true");
        here = instances.server(0);
        there = instances.server(1);
    }

    @BeforeEach
    void nameRoom() {
        room = unique("room");
    }

    @AfterEach
    void closeClients() {
        instances.closeClients();
    }

    @AfterAll
    void end() {
        instances.close();
        redis.close();
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private String messages() {
        return "/api/rooms/" + room + "/messages";
    }

    private static List<String> ids(JsonNode rows) {
        return rows.findValuesAsText("id");
    }

    // --- a room's log ---

    @Test
    void membersOfBothSeeTheSameMessagesInTheSameOrder() {
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.member("bob", room);
        int each = 80;
        for (int i = 0; i < each; i++) {
            ann.send("room-message", "roomId", room, "content", "ann " + i);
            bob.send("chat-message", "roomId", room, "content", "bob " + i);
        }
        List<String> annSaw = new ArrayList<>();
        List<String> bobSaw = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 2 * each; i++) {
            Frame next = ann.await("a message", f -> f.has("offset") && f.has("content"));
            annSaw.add(next.text());
            offsets.add(next.offset());
            bobSaw.add(bob.await("a message", f -> f.has("offset") && f.has("content"))
                    .text());
        }
        assertThat(bobSaw).isEqualTo(annSaw);
        assertThat(offsets)
                .isEqualTo(LongStream.rangeClosed(1, 2 * each).boxed().toList());
    }

    @Test
    void aRetryOnTheOtherIsADuplicateAndDeliveredOnce() {
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.member("bob", room);
        Frame first = ann.say(room, "once", "m1");
        ann.close();
        RoomcastClient back = there.member("ann", room);
        Frame again = back.say(room, "once", "m1");
        assertThat(again.flag("duplicate")).isTrue();
        for (String same : List.of("offset", "epoch", "timestamp", "messageId")) {
            assertThat(again.text(same)).isEqualTo(first.text(same));
        }
        assertThat(bob.expect("room-message", room).text("messageId")).isEqualTo("m1");
        back.say(room, "next");
        assertThat(bob.expect("room-message", room).text("content")).isEqualTo("next");
    }

    @Test
    void whoResumesOnTheOtherGetsExactlyWhatCameAfter() {
        RoomcastClient writer = there.member("writer", room);
        RoomcastClient ann = here.member("ann", room);
        writer.say(room, "seen");
        Frame seen = ann.expect("room-message", room);
        ann.drop();
        Frame ack = writer.say(room, "missed 1");
        writer.say(room, "missed 2");
        RoomcastClient back = there.connect("ann");
        Frame joined = back.request(
                "join-room", "roomId", room, "since", Map.of("epoch", ack.text("epoch"), "offset", seen.offset()));
        assertThat(joined.flag("recovered")).isTrue();
        Frame history = back.expect("message-history", room);
        assertThat(history.flag("recovered")).isTrue();
        assertThat(history.offsets()).containsExactly(2L, 3L);
        writer.say(room, "live");
        assertThat(back.expect("room-message", room).offset()).isEqualTo(4);
    }

    @Test
    void whatIsPublishedByHttpReachesMembersOfTheOtherAndOpensNothing() {
        Api service = here.api(Tokens.service("svc"));
        Reply unopened = service.post(messages(), Map.of("content", "early", "messageId", "h1"));
        assertThat(unopened.status()).isEqualTo(201);
        assertThat(there.api(Tokens.service("svc"))
                        .get("/api/rooms/" + room)
                        .at("/exists")
                        .asBoolean(true))
                .isFalse();
        RoomcastClient bob = there.member("bob", room);
        assertThat(service.post(messages(), Map.of("content", "late"))
                        .at("/offset")
                        .asLong())
                .isEqualTo(2);
        assertThat(bob.expect("room-message", room).text("content")).isEqualTo("late");
        Reply again = there.api(Tokens.service("svc")).post(messages(), Map.of("content", "early", "messageId", "h1"));
        assertThat(again.at("/offset").asLong()).isEqualTo(1);
        assertThat(again.at("/duplicate").asBoolean()).isTrue();
        assertThat(there.api(Tokens.service("svc")).get(messages()).at("/messages"))
                .hasSize(2);
    }

    @Test
    void aDeletionOnTheOtherReachesAllAndErasesTheContent() {
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.member("bob", room);
        long target = ann.say(room, "regretted").offset();
        assertThat(bob.refused("delete-message", "roomId", room, "offset", target)
                        .text("code"))
                .isEqualTo("forbidden");
        Frame ack = there.member("ann", room).request("delete-message", "roomId", room, "offset", target);
        for (RoomcastClient member : List.of(ann, bob)) {
            Frame deleted = member.expect("message-deleted", room);
            assertThat(deleted.number("target")).isEqualTo(target);
            assertThat(deleted.offset()).isEqualTo(ack.offset()).isEqualTo(2);
        }
        JsonNode left = bob.request("get-history", "roomId", room).messages().get(0);
        assertThat(left.path("deleted").asBoolean()).isTrue();
        assertThat(left.has("content")).isFalse();
        Reply again = here.api(Tokens.admin("root")).delete(messages() + "/" + target);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at("/offset").asLong()).isEqualTo(ack.offset());
        assertThat(again.at("/duplicate").asBoolean()).isTrue();
        assertThat(bob.refused("delete-message", "roomId", room, "offset", 99).text("code"))
                .isEqualTo("not-found");
    }

    @Test
    void aRoomOpenedAgainOnTheOtherGoesOnWithItsLog() {
        RoomcastClient ann = here.member("ann", room);
        Frame first = ann.say(room, "before");
        ann.request("leave-room", "roomId", room);
        RoomcastClient bob = there.connect("bob");
        Instances.await(
                "the room closed",
                PATIENCE,
                () -> !bob.request("get-room-info", "roomId", room).flag("exists"));
        Frame joined = bob.join(room);
        assertThat(joined.text("epoch")).isEqualTo(first.text("epoch"));
        assertThat(joined.offset()).isEqualTo(1);
    }

    // --- what is not kept ---

    @Test
    void chatReachesEveryoneOfBoth() {
        RoomcastClient ann = here.connect("ann");
        RoomcastClient bob = there.connect("bob");
        RoomcastClient guest = there.guest();
        String text = unique("hello");
        assertThat(ann.request("chat", "message", text).type()).isEqualTo("ack");
        for (RoomcastClient one : List.of(ann, bob, guest)) {
            Frame chat = one.await("the chat", f -> text.equals(f.text("message")));
            assertThat(chat.type()).isEqualTo("chat");
            assertThat(chat.at("/user/id").asText()).isEqualTo("ann");
        }
        ann.expectNothing("second chat", f -> text.equals(f.text("message")));
    }

    @Test
    void anAdminsBroadcastReachesEveryoneOfBoth() {
        RoomcastClient root = here.admin("root");
        RoomcastClient bob = there.connect("bob");
        assertThat(root.request("admin-broadcast", "content", "by wire").type()).isEqualTo("ack");
        Frame message = bob.expect("admin-message");
        assertThat(message.text("content")).isEqualTo("by wire");
        assertThat(message.text("from")).isEqualTo("root");
        assertThat(here.api(Tokens.admin("root"))
                        .post("/api/broadcast", Map.of("content", "by HTTP"))
                        .status())
                .isEqualTo(202);
        assertThat(bob.expect("admin-message").text("content")).isEqualTo("by HTTP");
    }

    @Test
    void aSignalReachesMembersOfBothAndHasNoOffset() {
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.member("bob", room);
        ann.request("room-signal", "roomId", room, "content", "typing");
        for (RoomcastClient one : List.of(ann, bob)) {
            Frame signal = one.expect("room-signal", room);
            assertThat(signal.text("content")).isEqualTo("typing");
            assertThat(signal.has("offset")).isFalse();
        }
        assertThat(ann.say(room, "first").offset()).isEqualTo(1);
    }

    // --- members ---

    @Test
    void comingsAndGoingsAreToldToMembersOfTheOtherWithTheCountOfBoth() {
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.connect("bob");
        assertThat(bob.join(room).number("memberCount")).isEqualTo(2);
        Frame joined = ann.expect("user-joined", room);
        assertThat(joined.at("/user/id").asText()).isEqualTo("bob");
        assertThat(joined.number("memberCount")).isEqualTo(2);
        bob.join(room); // again: nobody hears of it
        RoomcastClient carol = there.member("carol", room);
        Frame next = ann.expect("user-joined", room);
        assertThat(next.at("/user/id").asText()).isEqualTo("carol");
        assertThat(next.number("memberCount")).isEqualTo(3);
        bob.request("leave-room", "roomId", room);
        Frame left = ann.expect("user-left", room);
        assertThat(left.at("/user/id").asText()).isEqualTo("bob");
        assertThat(left.number("memberCount")).isEqualTo(2);
        carol.drop();
        Frame lost = ann.expect("user-left", room);
        assertThat(lost.at("/user/id").asText()).isEqualTo("carol");
        assertThat(lost.number("memberCount")).isEqualTo(1);
        ann.expectNothing("more news of people", f -> f.type().startsWith("user-"));
    }

    @Test
    void aboveTheSettingOfMembersOfBothCountsAreToldInPlaceOfNames() {
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.member("bob", room);
        here.member("carol", room);
        there.member("dave", room);
        for (int count = 2; count <= EVENTS_MAX_MEMBERS; count++) {
            ann.expect("user-joined", room);
        }
        RoomcastClient over = here.member("eve", room);
        there.member("frank", room);
        for (RoomcastClient one : List.of(ann, bob)) {
            one.await("the count", f -> f.is("room-stats", room) && f.number("memberCount") == 6);
        }
        ann.expectNothing("user-joined");
        over.close();
        bob.await("the count", f -> f.is("room-stats", room) && f.number("memberCount") == 5);
        bob.expectNothing("user-left");
    }

    @Test
    void whoIsKickedOnTheOtherIsOutAndMayComeBack() {
        RoomcastClient root = here.admin("root");
        RoomcastClient ann = here.member("ann", room);
        RoomcastClient bob = there.member("bob", room);
        ann.expect("user-joined", room);
        assertThat(root.request("kick", "roomId", room, "userId", "bob").type()).isEqualTo("ack");
        assertThat(bob.expect("room-left", room).text("reason")).isEqualTo("kicked");
        Frame left = ann.expect("user-left", room);
        assertThat(left.at("/user/id").asText()).isEqualTo("bob");
        assertThat(left.number("memberCount")).isEqualTo(1);
        assertThat(bob.refused("room-message", "roomId", room, "content", 1).text("code"))
                .isEqualTo("not-in-room");
        assertThat(bob.join(room).number("memberCount")).isEqualTo(2);
    }

    @Test
    void anAdministratorDisconnectsAUserOfBoth() {
        RoomcastClient one = here.connect("bob");
        RoomcastClient two = there.connect("bob");
        RoomcastClient ann = there.connect("ann");
        assertThat(here.api(Tokens.admin("root"))
                        .delete("/api/users/bob/connections")
                        .status())
                .isEqualTo(202);
        assertThat(one.closed()).isEqualTo(Close.of(1008, "Disconnected"));
        assertThat(two.closed()).isEqualTo(Close.of(1008, "Disconnected"));
        ann.ping();
    }

    // --- lists ---

    @Test
    void aRoomThatIsOpenOnOneIsOpenOnTheOther() {
        RoomcastClient ann = here.connect("ann");
        RoomcastClient bob = there.connect("bob");
        assertThat(ann.request("create-room", "roomId", room).flag("success")).isTrue();
        Frame again = bob.request("create-room", "roomId", room);
        assertThat(again.type()).isEqualTo("room-created");
        assertThat(again.flag("success")).isFalse();
        assertThat(bob.request("get-rooms", "limit", 1000).at("/rooms"))
                .contains(Json.object("id", room, "memberCount", 0));
    }

    @Test
    void listsOfEitherShowBoth() {
        RoomcastClient ann = here.member("ann", room);
        here.member("bob", room);
        RoomcastClient second = there.member("bob", room);
        Api service = there.api(Tokens.service("svc"));
        for (RoomcastClient client : List.of(ann, second)) {
            Frame info = client.request("get-room-info", "roomId", room);
            assertThat(info.flag("exists")).isTrue();
            assertThat(info.number("memberCount")).isEqualTo(3);
            assertThat(client.request("get-rooms", "limit", 1000).at("/rooms"))
                    .contains(Json.object("id", room, "memberCount", 3));
            assertThat(client.request("get-room-members", "roomId", room).at("/members"))
                    .containsExactlyInAnyOrder(
                            Json.object("id", "ann", "username", "ann", "connections", 1),
                            Json.object("id", "bob", "username", "bob", "connections", 2));
            assertThat(ids(client.request("get-online-users", "limit", 1000).at("/users")))
                    .contains("ann", "bob")
                    .doesNotHaveDuplicates();
        }
        assertThat(service.get("/api/rooms?limit=1000").at("/rooms"))
                .contains(Json.object("id", room, "memberCount", 3));
        assertThat(service.get("/api/rooms/" + room).at("/memberCount").asInt()).isEqualTo(3);
        assertThat(ids(service.get("/api/rooms/" + room + "/members").at("/members")))
                .containsExactlyInAnyOrder("ann", "bob");
        assertThat(ids(service.get("/api/users?limit=1000").at("/users"))).contains("ann", "bob");
    }

    // --- users ---

    @Test
    void whoComesBackOnTheOtherIsToldOfTheirRooms() {
        String user = unique("ann");
        RoomcastClient ann = here.member(user, room);
        ann.join(room + "-2");
        ann.drop();
        Frame success = there.chat().connect().auth(Tokens.user(user));
        assertThat(success.type()).isEqualTo("auth-success");
        assertThat(success.at("/session/rooms"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(room, room + "-2");
    }

    @Test
    void aGuestIsTheSameOnTheOther() {
        RoomcastClient guest = here.guest();
        String key = guest.welcome().text("guestKey");
        guest.drop();
        RoomcastClient back = there.guest();
        Frame answer = back.request("auth", "guestKey", key);
        assertThat(answer.type()).isEqualTo("auth-success");
        assertThat(answer.at("/user/id").asText()).isEqualTo(guest.userId());
    }

    @Test
    void connectionsOfAUserAreCountedOverBoth() {
        String user = unique("many");
        List<RoomcastClient> open = new ArrayList<>();
        for (int i = 0; i < PER_USER; i++) {
            open.add((i % 2 == 0 ? here : there).connect(user));
            open.get(i).ping();
        }
        for (Server server : List.of(here, there)) {
            RoomcastClient tooMany = server.connect(user);
            assertThat(tooMany.expect("error").text("limit")).isEqualTo("roomcast.limits.connections-per-user");
            assertThat(tooMany.closed()).isEqualTo(Close.of(1013, "Too many connections"));
        }
        open.get(0).close();
        Instances.await("a place", PATIENCE, () -> {
            Frame first = there.connect(user).send("ping").await("an answer", f -> true);
            return first.type().equals("pong");
        });
        open.get(1).ping();
    }

    @Test
    void whatAUserSpendsHereIsSpentThereToo() {
        String user = unique("spender");
        RoomcastClient ann = here.connect(user);
        RoomcastClient annThere = there.connect(user);
        for (int i = 0; i < CREATES_PER_MINUTE; i++) {
            ann.request("create-room", "roomId", unique("room"));
        }
        // Far fewer attempts than there would be left, had the other instance not heard of it.
        int[] created = new int[1];
        Instances.await("a refusal there", PATIENCE, () -> {
            Frame answer = annThere.ask("create-room", "roomId", unique("room"));
            if (!answer.type().equals("error")) {
                created[0]++;
            }
            return answer.type().equals("error") && answer.text("code").equals("rate-limited");
        });
        assertThat(created[0]).isLessThan(CREATES_PER_MINUTE / 2);
        there.connect(unique("another")).request("create-room", "roomId", unique("room"));
    }

    // --- tokens ---

    @Test
    void aTokenThatIsRevokedHereIsClosedAndRefusedThere() {
        String user = unique("revoked");
        String token = Tokens.user(user);
        RoomcastClient live = there.chat().token(token).connect();
        Api admin = here.api(Tokens.admin(unique("root")));
        Reply revoked = admin.post("/api/revocations", Map.of("userId", user));
        assertThat(revoked.status()).isEqualTo(201);
        assertThat(live.closed()).isEqualTo(Close.of(1008, "Token revoked"));
        assertThat(there.handshake("/chat", "Authorization: Bearer " + token).status())
                .isEqualTo(401);
        assertThat(there.chat().connect().auth(token).text("code")).isEqualTo("revoked-token");

        String id = revoked.at("/id").asText();
        assertThat(there.api(Tokens.admin(unique("root")))
                        .delete("/api/revocations/" + id)
                        .status())
                .isEqualTo(204);
        awaitStatus(here, token, 101);
    }

    @Test
    void aRevocationOutlivesTheRestartOfAnInstance() {
        String user = unique("revoked");
        String token = Tokens.user(user);
        String id = there.api(Tokens.admin(unique("root")))
                .post("/api/revocations", Map.of("userId", user))
                .at("/id")
                .asText();
        assertThat(id).isNotEmpty();
        ServerProcess restarted = instances.process(1);
        restarted.terminate();
        restarted.awaitExit();
        restarted.restart();
        Instances.await("readiness", PATIENCE, () -> Instances.isReady(there));
        assertThat(there.handshake("/chat", "Authorization: Bearer " + token).status())
                .isEqualTo(401);
        assertThat(there.chat().connect().auth(token).text("code")).isEqualTo("revoked-token");
        assertThat(there.api(token).get("/api/me").status()).isEqualTo(401);
        Api admin = there.api(Tokens.admin(unique("root")));
        assertThat(admin.get("/api/revocations?limit=1000").at("/revocations").findValuesAsText("id"))
                .contains(id);
        assertThat(admin.delete("/api/revocations/" + id).status()).isEqualTo(204);
        assertThat(there.handshake("/chat", "Authorization: Bearer " + token).status())
                .isEqualTo(101);
    }

    /** What is taken back there is known here after the next look. */
    private static void awaitStatus(Server server, String token, int status) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int last;
        do {
            last = server.handshake("/chat", "Authorization: Bearer " + token).status();
        } while (last != status && System.nanoTime() < end);
        assertThat(last).isEqualTo(status);
    }
}
