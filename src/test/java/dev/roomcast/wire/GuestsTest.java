package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** People without an account, on {@code /ws}. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class GuestsTest extends ServerTest {

    @Test
    void aGuestIsWelcomedWithAUserAndASecretKey() {
        Frame welcome = server.guest().welcome();
        assertThat(welcome.at("/user/id").asText()).startsWith("guest:");
        assertThat(welcome.at("/user/username").asText()).isNotBlank();
        assertThat(welcome.at("/user/guest").asBoolean()).isTrue();
        assertThat(welcome.text("guestKey"))
                .isNotBlank()
                .doesNotContain(welcome.at("/user/id").asText());
    }

    @Test
    void guestsAreDifferentPeople() {
        assertThat(server.guest().userId()).isNotEqualTo(server.guest().userId());
    }

    @Test
    void chatLetsNoGuestIn() {
        assertThat(server.chat().connect().welcome().has("user")).isFalse();
    }

    @Test
    void aGuestJoinsAndTalksUnderADisplayNameOfItsOwn() {
        String room = unique("lobby");
        RoomcastClient guest = server.guest();
        guest.join(room);
        RoomcastClient member = server.member(unique("member"), room);
        guest.request("room-message", "roomId", room, "content", "hi", "user", "Zoe");
        Frame seen = member.expect("room-message");
        assertThat(seen.at("/user/id").asText()).isEqualTo(guest.userId());
        assertThat(seen.at("/user/username").asText()).isEqualTo("Zoe");
        assertThat(seen.at("/user/guest").asBoolean()).isTrue();
    }

    @Test
    void aGuestWithTheNameOfAMemberIsToldApartWhereverTheNameIs() {
        String room = unique("lobby");
        String name = unique("ada");
        RoomcastClient ada = server.member(name, room);
        RoomcastClient guest = server.guest();
        guest.request("join-room", "roomId", room, "user", name);
        assertGuest(ada.expect("user-joined"), "/user", name);
        guest.request("room-signal", "roomId", room, "content", 1);
        assertGuest(ada.expect("room-signal"), "/user", name);
        guest.say(room, "hi");
        assertGuest(ada.expect("room-message"), "/user", name);
        guest.request("chat", "message", "hi");
        assertGuest(
                ada.await(
                        "the chat",
                        f -> f.type().equals("chat")
                                && f.at("/user/id").asText().equals(guest.userId())),
                "/user",
                name);
        assertGuest(ada.request("get-history", "roomId", room), "/messages/0/user", name);
        Frame members = ada.request("get-room-members", "roomId", room);
        int row = members.at("/members/0/id").asText().equals(name) ? 1 : 0;
        assertGuest(members, "/members/" + row, name);
        assertThat(members.at("/members/" + (1 - row)).has("guest")).isFalse();
        guest.request("delete-message", "roomId", room, "offset", 1);
        assertGuest(ada.expect("message-deleted"), "/user", name);
        guest.close();
        assertGuest(ada.expect("user-left"), "/user", name);
    }

    private static void assertGuest(Frame frame, String who, String name) {
        assertThat(frame.at(who + "/username").asText()).as(frame.toString()).isEqualTo(name);
        assertThat(frame.at(who + "/guest").asBoolean()).as(frame.toString()).isTrue();
    }

    @Test
    void ofAUserObjectOnlyTheNameCounts() {
        String room = unique("lobby");
        RoomcastClient guest = server.guest();
        guest.join(room);
        guest.request(
                "room-message", "roomId", room, "content", "hi", "user", Map.of("id", "admin", "username", "Zoe"));
        Frame seen = guest.expect("room-message");
        assertThat(seen.at("/user/id").asText()).isEqualTo(guest.userId());
        assertThat(seen.at("/user/username").asText()).isEqualTo("Zoe");
    }

    @Test
    void theMembersListShowsTheNameThatAGuestGaveLast() {
        String room = unique("lobby");
        RoomcastClient guest = server.guest();
        guest.join(room);
        guest.request("room-signal", "roomId", room, "content", "typing", "user", "Zoe");
        Frame members = guest.request("get-room-members", "roomId", room);
        assertThat(members.at("/members/0/username").asText()).isEqualTo("Zoe");
        assertThat(members.at("/members/0/connections").asInt()).isEqualTo(1);
        assertThat(members.at("/members")).hasSize(1);
    }

    @Test
    void theKeyMakesALaterConnectionTheSameGuest() {
        RoomcastClient first = server.guest();
        RoomcastClient second = server.guest();
        Frame success = second.request("auth", "guestKey", first.welcome().text("guestKey"));
        assertThat(success.type()).isEqualTo("auth-success");
        assertThat(success.at("/user/id").asText()).isEqualTo(first.userId());
        assertThat(success.has("expiresAt")).isFalse();
        String room = unique("lobby");
        first.join(room);
        second.join(room);
        second.say(room, "it is me");
        assertThat(first.expect("room-message").at("/user/id").asText()).isEqualTo(first.userId());
    }

    @Test
    void aForgedKeyIsAnInvalidToken() {
        RoomcastClient victim = server.guest();
        String key = victim.welcome().text("guestKey");
        String forged = (key.startsWith("A") ? "B" : "A") + key.substring(1);
        for (String bad : new String[] {"nonsense", forged, victim.userId()}) {
            RoomcastClient mallory = server.guest();
            Frame failed = mallory.ask("auth", "guestKey", bad);
            assertThat(failed.type()).as(bad).isEqualTo("auth-failed");
            assertThat(failed.text("code")).as(bad).isEqualTo("invalid-token");
            assertThat(mallory.closed()).isEqualTo(Close.of(1008, "Authentication failed"));
        }
    }

    @Test
    void aGuestWhoSignsInKeepsItsRoomsAndOthersSeeOneGoAndOneCome() {
        String room = unique("lobby");
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient guest = server.guest();
        guest.join(room);
        witness.expect("user-joined");
        String user = unique("alice");
        assertThat(guest.auth(Tokens.user(user)).type()).isEqualTo("auth-success");
        Frame left = witness.expect("user-left");
        assertThat(left.at("/user/id").asText()).isEqualTo(guest.userId());
        Frame joined = witness.expect("user-joined");
        assertThat(joined.at("/user/id").asText()).isEqualTo(user);
        assertThat(joined.at("/user/guest").asBoolean()).isFalse();
        assertThat(joined.number("memberCount")).isEqualTo(2);
        guest.say(room, "still here");
        assertThat(witness.expect("room-message").at("/user/id").asText()).isEqualTo(user);
    }

    @Test
    void aSignedInUserCannotChooseWhoSpeaks() {
        String room = unique("lobby");
        String user = unique("alice");
        RoomcastClient alice = server.member(user, room);
        alice.request("room-message", "roomId", room, "content", "hi", "user", "The Director");
        assertThat(alice.expect("room-message").at("/user/username").asText()).isEqualTo(user);
    }

    @Test
    void onlineUsersAreListedWithoutGuests() {
        RoomcastClient guest = server.guest();
        RoomcastClient alice = server.connect(unique("alice"));
        Frame online = alice.request("get-online-users", "limit", 1000);
        assertThat(online.json().path("users").findValuesAsText("id"))
                .contains(alice.userId())
                .doesNotContain(guest.userId());
    }

    @Test
    void chatReachesGuestsAndComesFromThem() {
        RoomcastClient guest = server.guest();
        RoomcastClient alice = server.connect(unique("alice"));
        String text = unique("hello");
        guest.request("chat", "message", text, "user", "Zoe");
        Frame seen = alice.await("the guest's chat", f -> text.equals(f.text("message")));
        assertThat(seen.at("/user/username").asText()).isEqualTo("Zoe");
        String answer = unique("answer");
        alice.request("chat", "message", answer);
        guest.await("the answer", f -> answer.equals(f.text("message")));
    }
}
