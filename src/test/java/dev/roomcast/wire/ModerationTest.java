package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Taking back what was said, and sending people out. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ModerationTest extends ServerTest {

    // --- deletion ---

    @Test
    void aDeletionIsAnEntryOfTheLogThatReachesEveryMember() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        long target = alice.say(room, "oops").offset();
        Frame ack = alice.request("delete-message", "roomId", room, "offset", target, "messageId", "del-1");
        assertThat(ack.type()).isEqualTo("ack");
        assertThat(ack.offset()).isEqualTo(target + 1);
        assertThat(ack.text("messageId")).isEqualTo("del-1");
        assertThat(ack.text("epoch")).isNotBlank();
        for (RoomcastClient member : List.of(alice, bob)) {
            Frame seen = member.expect("message-deleted");
            assertThat(seen.text("roomId")).isEqualTo(room);
            assertThat(seen.number("target")).isEqualTo(target);
            assertThat(seen.offset()).isEqualTo(target + 1);
            assertThat(seen.text("messageId")).isEqualTo("del-1");
            assertThat(seen.at("/user/id").asText()).isEqualTo(alice.userId());
            assertThat(seen.text("timestamp")).isEqualTo(ack.text("timestamp"));
        }
        assertThat(alice.say(room, "next").offset()).isEqualTo(target + 2);
    }

    @Test
    void theTargetKeepsItsOffsetWithoutItsContentForWhoeverReadsLater() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        String secret = unique("secret");
        long target = alice.say(room, secret).offset();
        alice.say(room, "between");
        alice.request("delete-message", "roomId", room, "offset", target);

        Frame page = alice.request("get-history", "roomId", room);
        assertThat(page.text()).doesNotContain(secret);
        assertThat(page.offsets()).containsExactly(1L, 2L, 3L);
        JsonNode deleted = page.messages().get(0);
        assertThat(deleted.path("deleted").asBoolean()).isTrue();
        assertThat(deleted.has("content")).isFalse();
        JsonNode deletion = page.messages().get(2);
        assertThat(deletion.path("type").asText()).isEqualTo("message-deleted");
        assertThat(deletion.path("target").asLong()).isEqualTo(target);

        RoomcastClient late = server.connect(unique("late"));
        Map<String, Object> since = Map.of("epoch", page.text("epoch"), "offset", 0);
        late.request("join-room", "roomId", room, "since", since);
        Frame resumed = late.expect("message-history");
        assertThat(resumed.text()).doesNotContain(secret);
        assertThat(resumed.offsets()).containsExactly(1L, 2L, 3L);
        assertThat(server.api(Tokens.service("svc"))
                        .get("/api/rooms/" + room + "/messages")
                        .text())
                .doesNotContain(secret);
    }

    @Test
    void deletingAgainIsAckedAsTheFirstTime() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        long target = alice.say(room, "oops").offset();
        Frame first = alice.request("delete-message", "roomId", room, "offset", target);
        Frame again = alice.request("delete-message", "roomId", room, "offset", target);
        assertThat(again.offset()).isEqualTo(first.offset());
        assertThat(again.text("messageId")).isEqualTo(first.text("messageId"));
        assertThat(again.text("timestamp")).isEqualTo(first.text("timestamp"));
        assertThat(again.flag("duplicate")).isTrue();
        alice.expect("message-deleted");
        alice.expectNothing("message-deleted");
    }

    @Test
    void whatIsNotThereOrIsItselfADeletionIsNotFound() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        long target = alice.say(room, "oops").offset();
        long deletion = alice.request("delete-message", "roomId", room, "offset", target)
                .offset();
        assertThat(alice.refused("delete-message", "roomId", room, "offset", deletion)
                        .text("code"))
                .isEqualTo("not-found");
        assertThat(alice.refused("delete-message", "roomId", room, "offset", 99).text("code"))
                .isEqualTo("not-found");
        assertThat(alice.refused("delete-message", "roomId", room).text("field"))
                .isEqualTo("offset");
    }

    @Test
    void someoneElsesMessageWantsModerate() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        long target = alice.say(room, "mine").offset();
        Frame error = bob.refused("delete-message", "roomId", room, "offset", target);
        assertThat(error.text("code")).isEqualTo("forbidden");
        assertThat(error.text("right")).isEqualTo("moderate");
        assertThat(alice.request("get-history", "roomId", room).text()).contains("mine");
    }

    @Test
    void aDeletionsMessageIdMakesItsRetryFree() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        long target = alice.say(room, "oops").offset();
        Frame first = alice.request("delete-message", "roomId", room, "offset", target, "messageId", "d");
        Frame again = alice.request("delete-message", "roomId", room, "offset", target, "messageId", "d");
        assertThat(again.offset()).isEqualTo(first.offset());
        assertThat(again.flag("duplicate")).isTrue();
    }

    // --- kick ---

    @Test
    void theKickedIsToldOthersSeeItLeaveAndItMayComeBack() {
        String room = unique("room");
        RoomcastClient admin = server.admin(unique("root"));
        admin.join(room);
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        assertThat(admin.request("kick", "roomId", room, "userId", bob.userId()).type())
                .isEqualTo("ack");
        Frame left = bob.expect("room-left");
        assertThat(left.text("roomId")).isEqualTo(room);
        assertThat(left.text("reason")).isEqualTo("kicked");
        assertThat(left.has("id")).isFalse();
        assertThat(witness.expect("user-left").at("/user/id").asText()).isEqualTo(bob.userId());
        assertThat(bob.refused("room-message", "roomId", room, "content", 1).text("code"))
                .isEqualTo("not-in-room");
        bob.join(room);
        bob.say(room, "back");
    }

    @Test
    void aKickPutsOutAllConnectionsOfTheUser() {
        String room = unique("room");
        String user = unique("bob");
        RoomcastClient phone = server.member(user, room);
        RoomcastClient desk = server.member(user, room);
        server.admin(unique("root")).request("kick", "roomId", room, "userId", user);
        assertThat(phone.expect("room-left").text("reason")).isEqualTo("kicked");
        assertThat(desk.expect("room-left").text("reason")).isEqualTo("kicked");
    }

    @Test
    void kickingWhoIsNotInIsAckedAndTellsNobody() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient elsewhere = server.connect(unique("bob"));
        RoomcastClient admin = server.admin(unique("root"));
        assertThat(admin.request("kick", "roomId", room, "userId", elsewhere.userId())
                        .type())
                .isEqualTo("ack");
        assertThat(admin.request("kick", "roomId", room, "userId", unique("nobody"))
                        .type())
                .isEqualTo("ack");
        admin.say(room, "fence");
        witness.expect("room-message");
        witness.expectNothing("user-left");
        elsewhere.expectNothing("room-left");
    }

    // --- wrong kinds, all requests ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'kick','roomId':'r'};userId",
                "{'type':'kick','roomId':'r','userId':7};userId",
                "{'type':'delete-message','roomId':'r','offset':'x'};offset",
                "{'type':'delete-message','roomId':'r','offset':1.5};offset",
                "{'type':'get-rooms','limit':'x'};limit",
                "{'type':'get-rooms','cursor':7};cursor",
                "{'type':'get-history','roomId':'r','before':'x'};before",
                "{'type':'get-history','roomId':'r','limit':-1};limit",
                "{'type':'get-room-members'};roomId",
                "{'type':'get-room-info'};roomId",
                "{'type':'create-room'};roomId",
                "{'type':'join-room'};roomId",
                "{'type':'leave-room'};roomId",
                "{'type':'room-message','content':1};roomId",
                "{'type':'admin-broadcast'};content",
                "{'type':'chat','message':{}};message",
                "{'type':'compressed'};data",
                "{'type':'auth','token':7};token",
            })
    void aMissingOrWrongFieldIsABadRequestThatNamesIt(String requestAndField) {
        String[] parts = requestAndField.split(";");
        RoomcastClient admin = server.admin(unique("root"));
        Frame error = admin.refusedText(parts[0].replace('\'', '"'));
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).isEqualTo(parts[1]);
        admin.ping();
    }
}
