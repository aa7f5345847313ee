package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Who may do what in a room: by the token's {@code rooms}, by role, by settings. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class RightsTest extends ServerTest {

    private RoomcastClient with(Tokens token) {
        return server.chat().token(token.sign()).connect();
    }

    private static void assertForbidden(Frame error, String right) {
        assertThat(error.text("code")).isEqualTo("forbidden");
        assertThat(error.text("right")).isEqualTo(right);
    }

    @Test
    void withoutARoomsClaimOneMayDoAllButModerateEverywhere() {
        String room = unique("any");
        RoomcastClient alice = server.connect(unique("alice"));
        RoomcastClient bob = server.member(unique("bob"), room);
        alice.request("join-room", "roomId", room, "history", 10);
        alice.say(room, 1);
        alice.request("get-history", "roomId", room);
        alice.request("get-room-members", "roomId", room);
        assertForbidden(alice.refused("kick", "roomId", room, "userId", bob.userId()), "moderate");
    }

    @Test
    void withARoomsClaimOneMayDoJustWhatItLists() {
        String team = unique("team");
        RoomcastClient alice = with(Tokens.of(unique("alice")).room(team, "join"));
        alice.join(team);
        assertForbidden(alice.refused("room-message", "roomId", team, "content", 1), "write");
        assertForbidden(alice.refused("chat-message", "roomId", team, "content", 1), "write");
        assertForbidden(alice.refused("room-signal", "roomId", team, "content", 1), "write");
        assertForbidden(alice.refused("get-history", "roomId", team), "history");
        assertForbidden(alice.refused("get-room-members", "roomId", team), "presence");
        assertForbidden(alice.refused("kick", "roomId", team, "userId", "x"), "moderate");
        assertForbidden(alice.refused("join-room", "roomId", unique("other")), "join");
        assertForbidden(alice.refused("create-room", "roomId", unique("other")), "join");
        assertForbidden(alice.refused("get-room-info", "roomId", unique("other")), "join");
    }

    @Test
    void anEmptyRoomsClaimIsNoRightAnywhere() {
        RoomcastClient alice = with(Tokens.of(unique("alice")).noRooms());
        assertForbidden(alice.refused("join-room", "roomId", unique("room")), "join");
        assertThat(alice.request("get-rooms").json().path("rooms")).isEmpty();
    }

    @Test
    void aStarStandsForAnyCharactersAndNothingElseIsSpecial() {
        String prefix = unique("team");
        RoomcastClient alice = with(Tokens.of(unique("alice")).room(prefix + ".x*z", "join"));
        alice.join(prefix + ".xyz");
        alice.join(prefix + ".xz");
        assertForbidden(alice.refused("join-room", "roomId", prefix + "-xyz"), "join");
        assertForbidden(alice.refused("join-room", "roomId", prefix + ".xyzz-"), "join");
        assertForbidden(alice.refused("join-room", "roomId", "a" + prefix + ".xyz"), "join");
    }

    @Test
    void userIdInAPatternIsOnesOwnAndAStarInItIsNoPattern() {
        String alice = unique("alice");
        RoomcastClient client = with(Tokens.of(alice).room("user:{userId}", "join"));
        client.join("user:" + alice);
        assertForbidden(client.refused("join-room", "roomId", "user:bob"), "join");
        RoomcastClient star = with(Tokens.of("*").room("user:{userId}", "join"));
        assertForbidden(star.refused("join-room", "roomId", "user:" + alice), "join");
    }

    @Test
    void entriesThatOverlapAddUp() {
        String team = unique("team");
        RoomcastClient alice =
                with(Tokens.of(unique("alice")).room(team + "*", "join").room(team, "write"));
        alice.join(team);
        alice.say(team, 1);
    }

    @Test
    void moderateInTheTokenLetsKickAndDeleteThere() {
        String team = unique("team");
        RoomcastClient bob = server.member(unique("bob"), team);
        long offset = bob.say(team, "rude").offset();
        RoomcastClient alice = with(Tokens.of(unique("alice")).room(team, "join", "moderate"));
        alice.join(team);
        alice.request("delete-message", "roomId", team, "offset", offset);
        alice.request("kick", "roomId", team, "userId", bob.userId());
        assertThat(bob.expect("room-left").text("reason")).isEqualTo("kicked");
    }

    @Test
    void adminMayDoAllWithoutBeingAMember() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient admin = server.admin(unique("root"));
        long offset = admin.say(room, "from above").offset();
        admin.request("get-history", "roomId", room);
        admin.request("get-room-members", "roomId", room);
        admin.request("delete-message", "roomId", room, "offset", offset);
        admin.request("kick", "roomId", room, "userId", alice.userId());
        assertThat(alice.expect("room-left").text("reason")).isEqualTo("kicked");
    }

    @Test
    void serviceMayDoAllButModerateWithoutBeingAMember() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient service =
                server.chat().token(Tokens.service(unique("svc"))).connect();
        service.say(room, "from a machine");
        service.request("get-history", "roomId", room);
        service.request("get-room-members", "roomId", room);
        assertForbidden(service.refused("kick", "roomId", room, "userId", alice.userId()), "moderate");
        long offset = alice.say(room, "mine").offset();
        assertForbidden(service.refused("delete-message", "roomId", room, "offset", offset), "moderate");
    }

    @Test
    void anyoneElseMustBeAMemberToReadOrWrite() {
        String room = unique("room");
        server.member(unique("alice"), room);
        RoomcastClient bob = server.connect(unique("bob"));
        Object[][] requests = {
            {"room-message", "roomId", room, "content", 1},
            {"chat-message", "roomId", room, "content", 1},
            {"room-signal", "roomId", room, "content", 1},
            {"get-history", "roomId", room},
            {"get-room-members", "roomId", room},
        };
        for (Object[] request : requests) {
            String type = (String) request[0];
            Object[] fields = Arrays.copyOfRange(request, 1, request.length);
            assertThat(bob.refused(type, fields).text("code")).as(type).isEqualTo("not-in-room");
        }
        bob.request("get-room-info", "roomId", room); // wants join only
    }

    @Test
    void withoutPresenceNobodyIsSeenComingOrGoing() {
        String room = unique("room");
        RoomcastClient blind = with(Tokens.of(unique("blind")).room(room, "join", "write"));
        blind.join(room);
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient visitor = server.member(unique("visitor"), room);
        visitor.request("leave-room", "roomId", room);
        witness.await("the visitor gone", f -> f.is("user-left", room));
        witness.say(room, "fence");
        blind.expect("room-message", room);
        blind.expectNothing(
                "news of people", f -> f.type().startsWith("user-") || f.type().equals("room-stats"));
    }

    @Test
    void withoutHistoryAnExplicitPastIsForbiddenAndTheDefaultIsNone() {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        Frame ack = writer.say(room, "past");
        RoomcastClient alice = with(Tokens.of(unique("alice")).room(room, "join", "write"));
        assertForbidden(alice.refused("join-room", "roomId", room, "history", 1), "history");
        assertForbidden(
                alice.refused("join-room", "roomId", room, "since", Map.of("epoch", ack.text("epoch"), "offset", 0)),
                "history");
        assertThat(alice.refused("room-message", "roomId", room, "content", 1).text("code"))
                .isEqualTo("not-in-room");
        alice.request("join-room", "roomId", room);
        alice.say(room, "present");
        alice.expect("room-message", room);
        alice.expectNothing("message-history");
    }

    @Test
    void listsShowOnlyRoomsOneMayJoin() {
        String mine = unique("mine");
        String other = unique("other");
        server.member(unique("bob"), mine).join(other);
        RoomcastClient alice = with(Tokens.of(unique("alice")).room(mine, "join"));
        assertThat(alice.request("get-rooms", "limit", 1000)
                        .json()
                        .path("rooms")
                        .findValuesAsText("id"))
                .containsExactly(mine);
    }

    @Test
    void settingsNarrowWhatTokensAllowButNotForAdmins() {
        String room = unique("notice");
        RoomcastClient alice = server.member(unique("alice"), room);
        assertForbidden(alice.refused("room-message", "roomId", room, "content", 1), "write");
        server.admin(unique("root")).say(room, "hear, hear");
        alice.expect("room-message", room);
    }

    @Test
    void adminBroadcastIsForbiddenToAnyoneElse() {
        RoomcastClient alice = server.connect(unique("alice"));
        assertThat(alice.refused("admin-broadcast", "content", "x").text("code"))
                .isEqualTo("forbidden");
        RoomcastClient service =
                server.chat().token(Tokens.service(unique("svc"))).connect();
        assertThat(service.refused("admin-broadcast", "content", "x").text("code"))
                .isEqualTo("forbidden");
    }

    @Test
    void aGuestHasNoRightToModerate() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient guest = server.guest();
        guest.join(room);
        assertForbidden(guest.refused("kick", "roomId", room, "userId", alice.userId()), "moderate");
    }
}
