package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** What is there: rooms, members, people; with limit and cursor. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ListsTest extends ServerTest {

    /** All rows of a list, page by page. */
    private static List<JsonNode> walk(RoomcastClient client, String rows, int limit, String type, Object... fields) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = null;
        do {
            List<Object> request = new ArrayList<>(List.of(fields));
            request.addAll(List.of("limit", limit));
            if (cursor != null) {
                request.addAll(List.of("cursor", cursor));
            }
            Frame page = client.request(type, request.toArray());
            assertThat(page.at("/" + rows)).hasSizeLessThanOrEqualTo(limit);
            page.at("/" + rows).forEach(all::add);
            cursor = page.text("cursor");
        } while (cursor != null);
        return all;
    }

    @Test
    void openRoomsAreListedWithTheirCounts() {
        String created = unique("created");
        String joined = unique("joined");
        RoomcastClient alice = server.connect(unique("alice"));
        alice.request("create-room", "roomId", created);
        alice.join(joined);
        server.member(unique("bob"), joined);
        Frame list = alice.request("get-rooms", "limit", 1000);
        assertThat(list.type()).isEqualTo("rooms-list");
        assertThat(list.at("/rooms"))
                .contains(Json.object("id", created, "memberCount", 0), Json.object("id", joined, "memberCount", 2));
    }

    @Test
    void aRoomIsNoLongerListedOnceItsLastMemberIsGone() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        RoomcastClient bob = server.member(unique("bob"), room);
        bob.request("leave-room", "roomId", room);
        assertHolds(
                "the room is off the list",
                () -> !alice.request("get-rooms", "limit", 1000)
                        .at("/rooms")
                        .findValuesAsText("id")
                        .contains(room));
    }

    /** That what was answered before shows in lists. */
    protected void assertHolds(String what, BooleanSupplier isSo) {
        assertThat(isSo.getAsBoolean()).as(what).isTrue();
    }

    @Test
    void roomsAreWalkedByCursorEachOnce() {
        RoomcastClient alice = server.connect(unique("alice"));
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            mine.add(unique("walk"));
            alice.request("create-room", "roomId", mine.get(i));
        }
        List<String> walked = walk(alice, "rooms", 10, "get-rooms").stream()
                .map(row -> row.path("id").asText())
                .toList();
        assertThat(walked).containsAll(mine);
        assertThat(new LinkedHashSet<>(walked)).hasSameSizeAs(walked);
    }

    @Test
    void listsHave100RowsByDefaultAndACursorOnlyWhileMoreFollows() {
        RoomcastClient alice = server.connect(unique("alice"));
        for (int i = 0; i < 101; i++) {
            alice.request("create-room", "roomId", unique("many"));
        }
        Frame page = alice.request("get-rooms");
        assertThat(page.at("/rooms")).hasSize(100);
        assertThat(page.text("cursor")).isNotBlank();
        assertThat(alice.request("get-rooms", "limit", 1000).has("cursor")).isFalse();
    }

    @Test
    void aLimitOverTheMaximumCountsAsTheMaximumAndOneOfAWrongKindIsABadRequest() {
        RoomcastClient alice = server.connect(unique("alice"));
        assertThat(alice.request("get-rooms", "limit", 1_000_000).type()).isEqualTo("rooms-list");
        for (Object wrong : new Object[] {-1, 1.5, "10", true}) {
            Frame error = alice.refused("get-online-users", "limit", wrong);
            assertThat(error.text("code")).isEqualTo("bad-request");
            assertThat(error.text("field")).isEqualTo("limit");
        }
    }

    @Test
    void aCursorThatTheServerNeverGaveIsABadRequest() {
        RoomcastClient alice = server.connect(unique("alice"));
        Frame answer = alice.ask("get-rooms", "cursor", "no such thing \u0000");
        if (answer.type().equals("error")) { // a cursor that only names a place may also just be taken
            assertThat(answer.text("code")).isEqualTo("bad-request");
            assertThat(answer.text("field")).isEqualTo("cursor");
        }
    }

    @Test
    void roomInfoTellsCountAndWhetherItIsOpen() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        Frame none = alice.request("get-room-info", "roomId", room);
        assertThat(none.type()).isEqualTo("room-info");
        assertThat(none.text("roomId")).isEqualTo(room);
        assertThat(none.number("memberCount")).isZero();
        assertThat(none.at("/exists").isBoolean()).isTrue();
        assertThat(none.flag("exists")).isFalse();
        server.member(unique("bob"), room);
        Frame one = alice.request("get-room-info", "roomId", room);
        assertThat(one.number("memberCount")).isEqualTo(1);
        assertThat(one.flag("exists")).isTrue();
    }

    @Test
    void membersAreARowAUserWithTheNumberOfConnections() {
        String room = unique("room");
        String user = unique("alice");
        RoomcastClient first = server.member(user, room);
        server.member(user, room);
        RoomcastClient bob = server.member(unique("bob"), room);
        Frame members = first.request("get-room-members", "roomId", room);
        assertThat(members.type()).isEqualTo("room-members");
        assertThat(members.text("roomId")).isEqualTo(room);
        assertThat(members.at("/members"))
                .containsExactlyInAnyOrder(
                        Json.object("id", user, "username", user, "connections", 2),
                        Json.object("id", bob.userId(), "username", bob.userId(), "connections", 1));
    }

    @Test
    void membersAreWalkedByCursorEachOnce() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        List<String> ids = new ArrayList<>(List.of(alice.userId()));
        for (int i = 0; i < 10; i++) {
            ids.add(server.member(unique("member"), room).userId());
        }
        List<JsonNode> rows = walk(alice, "members", 3, "get-room-members", "roomId", room);
        assertThat(rows.stream().map(row -> row.path("id").asText())).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void onlineUsersAreARowAUser() {
        String user = unique("alice");
        RoomcastClient first = server.connect(user);
        server.connect(user);
        List<JsonNode> rows = walk(first, "users", 1000, "get-online-users");
        List<JsonNode> mine = rows.stream()
                .filter(row -> row.path("id").asText().equals(user))
                .toList();
        assertThat(mine).hasSize(1);
        assertThat(mine.get(0).path("username").asText()).isEqualTo(user);
        assertThat(mine.get(0).path("authenticatedAt").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void onlineUsersAreWalkedByCursorEachOnce() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(server.connect(unique("online")).userId());
        }
        RoomcastClient alice = server.connect(unique("alice"));
        List<String> walked = walk(alice, "users", 2, "get-online-users").stream()
                .map(row -> row.path("id").asText())
                .toList();
        assertThat(walked).containsAll(ids).doesNotHaveDuplicates();
    }

    @Test
    void whoIsGoneIsNoLongerOnline() {
        RoomcastClient alice = server.connect(unique("alice"));
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        alice.join(room);
        alice.close();
        witness.expect("user-left");
        assertThat(walk(witness, "users", 1000, "get-online-users").stream()
                        .map(row -> row.path("id").asText()))
                .doesNotContain(alice.userId());
    }

    @Test
    void aWholeNumberMayBeWrittenInAnyWayThatJsonHas() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        String epoch = alice.say(room, "first").text("epoch");
        alice.say(room, "second");
        for (String two : new String[] {"2", "2.0", "2e0", "0.2E1", "200e-2", "2.000000000000000000000"}) {
            assertThat(ask(alice, "'type':'get-history','roomId':'" + room + "','limit':" + two + ",'before':3.0")
                            .offsets())
                    .as(two)
                    .containsExactly(1L, 2L);
            alice.sendText(json("'type':'join-room','roomId':'" + room + "','since':{'epoch':'" + epoch
                    + "','offset':1.0},'history':" + two));
            assertThat(alice.expect("message-history").offsets()).as(two).containsExactly(2L);
        }
        assertThat(ask(alice, "'type':'get-rooms','limit':1e300").type()).isEqualTo("rooms-list");
        assertThat(ask(alice, "'type':'get-rooms','limit':1e999999999999999999999")
                        .type())
                .isEqualTo("rooms-list");
        assertThat(ask(alice, "'type':'delete-message','roomId':'" + room + "','offset':1e0")
                        .number("offset"))
                .isEqualTo(3);
        for (String wrong : new String[] {"2.5", "1e-1", "1e-999999999999", "-1.0", "0.0"}) {
            Frame error = ask(alice, "'type':'get-rooms','limit':" + wrong);
            assertThat(error.text("code")).as(wrong).isEqualTo("bad-request");
            assertThat(error.text("field")).as(wrong).isEqualTo("limit");
        }
    }

    private static String json(String members) {
        return "{" + members.replace('\'', '"') + "}";
    }

    private static Frame ask(RoomcastClient client, String members) {
        String id = unique("id");
        client.sendText(json(members + ",'id':'" + id + "'"));
        return client.await("an answer to " + members, frame -> id.equals(frame.id()));
    }
}
