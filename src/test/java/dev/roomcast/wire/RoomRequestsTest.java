package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** Rooms: opening, joining, leaving, and what members say in them. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class RoomRequestsTest extends ServerTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    // --- create, join, leave ---

    @Test
    void createRoomOpensItOnce() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        Frame first = alice.request("create-room", "roomId", room);
        assertThat(first.type()).isEqualTo("room-created");
        assertThat(first.text("roomId")).isEqualTo(room);
        assertThat(first.flag("success")).isTrue();
        Frame second = alice.request("create-room", "roomId", room);
        assertThat(second.type()).isEqualTo("room-created");
        assertThat(second.at("/success").isBoolean()).isTrue();
        assertThat(second.flag("success")).isFalse();
        assertThat(alice.request("get-room-info", "roomId", room).flag("exists"))
                .isTrue();
    }

    @Test
    void createRoomDoesNotJoinIt() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        alice.request("create-room", "roomId", room);
        assertThat(alice.request("get-room-info", "roomId", room).number("memberCount"))
                .isZero();
        assertThat(alice.refused("room-message", "roomId", room, "content", 1).text("code"))
                .isEqualTo("not-in-room");
    }

    @Test
    void createRoomOfARoomThatAJoinOpenedIsNoSuccess() {
        String room = unique("room");
        server.member(unique("alice"), room);
        assertThat(server.connect(unique("bob"))
                        .request("create-room", "roomId", room)
                        .flag("success"))
                .isFalse();
    }

    @Test
    void joiningTellsCountEpochAndOffset() {
        String room = unique("room");
        Frame first = server.connect(unique("alice")).join(room);
        assertThat(first.type()).isEqualTo("room-joined");
        assertThat(first.text("roomId")).isEqualTo(room);
        assertThat(first.number("memberCount")).isEqualTo(1);
        assertThat(first.text("epoch")).isNotBlank();
        assertThat(first.number("offset")).isZero();
        RoomcastClient bob = server.connect(unique("bob"));
        assertThat(bob.join(room).number("memberCount")).isEqualTo(2);
        bob.say(room, 1);
        Frame third = server.connect(unique("carol")).join(room);
        assertThat(third.number("offset")).isEqualTo(1);
        assertThat(third.text("epoch")).isEqualTo(first.text("epoch"));
    }

    @Test
    void othersSeeWhoJoined() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        Frame joined = alice.expect("user-joined");
        assertThat(joined.text("roomId")).isEqualTo(room);
        assertThat(joined.at("/user").toString())
                .isEqualTo("{\"id\":\"%s\",\"username\":\"%s\"}".formatted(bob.userId(), bob.userId()));
        assertThat(joined.number("memberCount")).isEqualTo(2);
        assertThat(joined.text("timestamp")).matches(TIME);
        bob.expectNothing("user-joined of oneself", f -> f.is("user-joined", room));
    }

    @Test
    void joiningAgainAnswersAndTellsNobody() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        alice.expect("user-joined");
        assertThat(bob.join(room).number("memberCount")).isEqualTo(2);
        bob.say(room, "fence");
        alice.expect("room-message");
        alice.expectNothing("user-joined");
        assertThat(bob.drain(f -> f.type().equals("room-message"))).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void memberCountCountsConnectionsAndASecondOfTheSameUserIsToldToo() {
        String room = unique("room");
        String user = unique("alice");
        RoomcastClient first = server.member(user, room);
        RoomcastClient second = server.connect(user);
        assertThat(second.join(room).number("memberCount")).isEqualTo(2);
        assertThat(first.expect("user-joined").number("memberCount")).isEqualTo(2);
        second.say(room, "to myself");
        first.expect("room-message");
    }

    @Test
    void roomIsAcceptedForRoomIdInJoinAndLeave() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        assertThat(alice.request("join-room", "room", room, "history", 0).text("roomId"))
                .isEqualTo(room);
        assertThat(alice.request("leave-room", "room", room).text("roomId")).isEqualTo(room);
    }

    @Test
    void leavingIsAnsweredToldAndEndsDelivery() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        Frame left = bob.request("leave-room", "roomId", room);
        assertThat(left.type()).isEqualTo("room-left");
        assertThat(left.has("reason")).isFalse();
        Frame seen = alice.expect("user-left");
        assertThat(seen.at("/user/id").asText()).isEqualTo(bob.userId());
        assertThat(seen.number("memberCount")).isEqualTo(1);
        assertThat(seen.text("timestamp")).matches(TIME);
        alice.say(room, "gone?");
        alice.expect("room-message");
        bob.expectNothing("room-message");
    }

    @Test
    void leavingARoomOneIsNotInIsAnsweredTheSame() {
        RoomcastClient alice = server.connect(unique("alice"));
        assertThat(alice.request("leave-room", "roomId", unique("room")).type()).isEqualTo("room-left");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfAConnectionIsALeave(boolean abrupt) {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        if (abrupt) {
            bob.drop();
        } else {
            bob.close();
        }
        Frame left = alice.expect("user-left");
        assertThat(left.at("/user/id").asText()).isEqualTo(bob.userId());
        assertThat(left.number("memberCount")).isEqualTo(1);
    }

    @Test
    void aRoomClosesWithItsLastMemberAndItsLogGoesOnWithTheSameEpoch() {
        String room = unique("room");
        RoomcastClient alice = server.connect(unique("alice"));
        String epoch = alice.join(room).text("epoch");
        alice.say(room, "one");
        alice.request("leave-room", "roomId", room);
        assertThat(alice.request("get-room-info", "roomId", room).flag("exists"))
                .isFalse();
        Frame again = alice.join(room);
        assertThat(again.text("epoch")).isEqualTo(epoch);
        assertThat(again.offset()).isEqualTo(1);
        assertThat(alice.say(room, "two").offset()).isEqualTo(2);
    }

    // --- messages ---

    @ParameterizedTest
    @ValueSource(strings = {"room-message", "chat-message"})
    void aMessageReachesEveryMemberTheSenderTooUnderItsOwnType(String type) {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        Frame ack = alice.request(type, "roomId", room, "content", Map.of("text", "hi"));
        assertThat(ack.type()).isEqualTo("ack");
        assertThat(ack.text("roomId")).isEqualTo(room);
        assertThat(ack.offset()).isEqualTo(1);
        assertThat(ack.text("epoch")).isNotBlank();
        assertThat(ack.text("timestamp")).matches(TIME);
        assertThat(ack.text("messageId")).isNotBlank();
        assertThat(ack.has("duplicate")).isFalse();
        for (RoomcastClient member : new RoomcastClient[] {alice, bob}) {
            Frame seen = member.expect(type);
            assertThat(seen.text("roomId")).isEqualTo(room);
            assertThat(seen.at("/user").toString())
                    .isEqualTo("{\"id\":\"%s\",\"username\":\"%s\"}".formatted(alice.userId(), alice.userId()));
            assertThat(seen.at("/content/text").asText()).isEqualTo("hi");
            assertThat(seen.offset()).isEqualTo(1);
            assertThat(seen.text("messageId")).isEqualTo(ack.text("messageId"));
            assertThat(seen.text("timestamp")).isEqualTo(ack.text("timestamp"));
            member.expectNothing(type);
        }
    }

    @Test
    void aMessageStaysInItsRoom() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient elsewhere = server.member(unique("eve"), unique("elsewhere"));
        alice.say(room, "private");
        alice.expect("room-message");
        elsewhere.expectNothing("room-message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room-message", "chat-message", "room-signal"})
    void contentIsRequiredAndNotNull(String type) {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        Frame missing = alice.refused(type, "roomId", room);
        assertThat(missing.text("code")).isEqualTo("bad-request");
        assertThat(missing.text("field")).isEqualTo("content");
        assertThat(alice.refused(type, "roomId", room, "content", null).text("field"))
                .isEqualTo("content");
    }

    @Test
    void aSignalReachesMembersAndIsNotKept() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        Frame ack = alice.request("room-signal", "roomId", room, "content", "typing");
        assertThat(ack.type()).isEqualTo("ack");
        assertThat(ack.has("offset")).isFalse();
        for (RoomcastClient member : new RoomcastClient[] {alice, bob}) {
            Frame seen = member.expect("room-signal");
            assertThat(seen.json().fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("type", "roomId", "user", "content", "timestamp");
            assertThat(seen.at("/user/id").asText()).isEqualTo(alice.userId());
        }
        assertThat(alice.request("get-history", "roomId", room).messages()).isEmpty();
    }

    // --- to everyone ---

    @Test
    void chatReachesEveryoneTheSenderTooAndIsAckedWhereAnIdAsks() {
        RoomcastClient alice = server.connect(unique("alice"));
        RoomcastClient bob = server.connect(unique("bob"));
        String text = unique("hello");
        assertThat(alice.request("chat", "message", text).type()).isEqualTo("ack");
        for (RoomcastClient someone : new RoomcastClient[] {alice, bob}) {
            Frame seen = someone.await("chat", f -> text.equals(f.text("message")));
            assertThat(seen.type()).isEqualTo("chat");
            assertThat(seen.at("/user/id").asText()).isEqualTo(alice.userId());
            assertThat(seen.text("timestamp")).matches(TIME);
            assertThat(seen.has("id")).isFalse();
        }
        assertThat(alice.refused("chat").text("field")).isEqualTo("message");
    }

    @Test
    void adminBroadcastReachesEveryone() {
        RoomcastClient admin = server.admin(unique("root"));
        RoomcastClient alice = server.connect(unique("alice"));
        RoomcastClient guest = server.guest();
        String text = unique("maintenance");
        assertThat(admin.request("admin-broadcast", "content", text).type()).isEqualTo("ack");
        for (RoomcastClient someone : new RoomcastClient[] {admin, alice, guest}) {
            Frame seen = someone.await("admin-message", f -> text.equals(f.text("content")));
            assertThat(seen.type()).isEqualTo("admin-message");
            assertThat(seen.text("from")).isEqualTo(admin.userId());
            assertThat(seen.text("timestamp")).matches(TIME);
        }
    }

    @Test
    void pingIsAnsweredWithTheTime() {
        Frame pong = server.connect(unique("alice")).ping();
        assertThat(pong.type()).isEqualTo("pong");
        assertThat(pong.text("timestamp")).matches(TIME);
    }
}
