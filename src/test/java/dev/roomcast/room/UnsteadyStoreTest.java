package dev.roomcast.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.room.UnsteadyBroker.Call;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What members see where the store fails or is slow while somebody comes: nobody stays in a room and deaf to it. */
@QuarkusTest
@TestProfile(UnsteadyStoreTest.OnAnUnsteadyBroker.class)
class UnsteadyStoreTest extends ServerTest {

    /** The standard settings, on {@link UnsteadyBroker}. */
    public static final class OnAnUnsteadyBroker implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(UnsteadyBroker.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return new HashMap<>(new Profiles.Standard().getConfigOverrides());
        }
    }

    @Inject
    UnsteadyBroker broker;

    @Test
    void whoseJoinFailsIsNotInTheRoomAndMayTryAgain() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient late = server.connect(unique("late"));
        broker.failNext(Call.POSITION);
        assertThat(late.refused("join-room", "roomId", room).text("code")).isEqualTo("unavailable");
        witness.expect("user-joined");
        assertThat(witness.expect("user-left").number("memberCount")).isEqualTo(1);
        assertThat(late.refused("room-signal", "roomId", room, "content", 1).text("code"))
                .isEqualTo("not-in-room");
        late.join(room);
        witness.say(room, "hello");
        assertThat(late.expect("room-message").offset()).isEqualTo(1);
    }

    @Test
    void whoJoinsWhileAnotherJoinIsStillFailingGetsIn() {
        String room = unique("room");
        RoomcastClient unlucky = server.connect(unique("unlucky"));
        RoomcastClient next = server.connect(unique("next"));
        broker.failNext(Call.POSITION);
        CompletableFuture<Void> asked = broker.keepWaiting(Call.ENTER);
        unlucky.send("join-room", "roomId", room);
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        next.send("join-room", "roomId", room);
        // Requests begin in their order: its join has.
        next.ping();
        broker.answer(Call.ENTER);
        assertThat(unlucky.expect("error").text("code")).isEqualTo("unavailable");
        next.expect("room-joined");
        next.say(room, "hello");
        assertThat(next.expect("room-message").offset()).isEqualTo(1);
    }

    @Test
    void whoIsInAndWhoseRejoinFailsIsCutToComeBack() {
        String room = unique("room");
        RoomcastClient member = server.member(unique("member"), room);
        broker.failNext(Call.POSITION);
        member.send("join-room", "roomId", room);
        assertThat(member.closed().code()).isEqualTo(1013);
    }

    @Test
    void acksComeInTheOrderOfTheMessages() {
        String room = unique("room");
        RoomcastClient member = server.member(unique("member"), room);
        broker.answerTheNextTwoTogether();
        member.send("room-message", "roomId", room, "content", 1, "id", "first");
        member.send("room-message", "roomId", room, "content", 2, "id", "second");
        assertThat(member.expect("ack").id()).isEqualTo("first");
        assertThat(member.expect("ack").id()).isEqualTo("second");
    }

    @Test
    void whoseHistoryBreaksOffIsCutToComeBack() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        for (int i = 0; i < 20; i++) {
            witness.say(room, "x".repeat(32 * 1024));
        }
        RoomcastClient late = server.connect(unique("late"));
        CompletableFuture<Void> asked = broker.keepWaiting(Call.READ);
        late.send("join-room", "roomId", room);
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        broker.answer(Call.READ);
        broker.failNext(Call.READ);
        assertThat(late.closed().code()).isEqualTo(1013);
    }

    @Test
    void manyWhoComeToAQuietRoomReadItsPastOnceAndADeletionIsSeenByTheNext() {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        for (int i = 0; i < 5; i++) {
            writer.say(room, i + "x".repeat(32 * 1024));
        }
        int before = broker.reads();
        int newcomers = 10;
        for (int i = 0; i < newcomers; i++) {
            RoomcastClient late = server.connect(unique("late"));
            late.send("join-room", "roomId", room, "history", 5);
            late.await("the last part", frame -> frame.is("message-history", room) && !frame.has("more"));
        }
        // It is read again where a slow machine let a second pass between two.
        assertThat(broker.reads() - before).isLessThan(newcomers / 2);
        writer.request("delete-message", "roomId", room, "offset", 1);
        RoomcastClient last = server.connect(unique("last"));
        last.send("join-room", "roomId", room, "history", 6);
        Frame history = last.expect("message-history");
        assertThat(history.at("/messages/0/deleted").asBoolean()).isTrue();
        assertThat(history.at("/messages/0/content").isMissingNode()).isTrue();
    }

    @Test
    void whoIsGoneBeforeTheyWereInIsNeverTalkedOf() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient passerBy = server.connect(unique("passer-by"));
        CompletableFuture<Void> asked = broker.keepWaiting(Call.ENTER);
        passerBy.send("join-room", "roomId", room);
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        passerBy.close();
        awaitMembers(room, 1);
        broker.answer(Call.ENTER);
        RoomcastClient next = server.member(unique("next"), room);
        assertThat(witness.expect("user-joined").at("/user/id").asText()).isEqualTo(next.userId());
        witness.expectNothing("user-left");
    }

    private void awaitMembers(String room, int count) {
        RoomcastClient asking = server.connect(unique("asking"));
        long end = System.nanoTime() + RoomcastClient.PATIENCE.toNanos();
        while (asking.request("get-room-info", "roomId", room).number("memberCount") != count) {
            assertThat(System.nanoTime()).as("members never were " + count).isLessThan(end);
        }
    }

    @Test
    void whoIsKickedWhileTheirHistoryIsReadHearsNoMoreOfTheRoom() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        witness.say(room, "secret");
        String user = unique("kicked");
        RoomcastClient kicked = server.connect(user);
        CompletableFuture<Void> asked = broker.keepWaiting(Call.READ);
        kicked.send("join-room", "roomId", room);
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        server.admin(unique("admin")).request("kick", "roomId", room, "userId", user);
        assertThat(kicked.expect("room-left").text("reason")).isEqualTo("kicked");
        broker.answer(Call.READ);
        kicked.expectNothing("of the room", frame -> frame.has("roomId"));
        kicked.join(room);
    }

    @Test
    void aGuestWhoSignsInWhileTheyJoinIsAnnouncedOnce() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient guest = server.guest();
        String user = unique("user");
        CompletableFuture<Void> asked = broker.keepWaiting(Call.ENTER);
        guest.send("join-room", "roomId", room, "history", 0);
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(guest.auth(Tokens.user(user)).type()).isEqualTo("auth-success");
        broker.answer(Call.ENTER);
        guest.expect("room-joined");
        assertThat(witness.expect("user-joined").at("/user/id").asText()).isEqualTo(user);
        witness.expectNothing("news", frame -> frame.type().startsWith("user-"));
    }

    @Test
    void whoComesFirstAfterALossThatNobodyNoticedTellsTheOthers() {
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        String before = witness.say(room, "of the old life").text("epoch");
        witness.expect("room-message");
        broker.losePastQuietly();
        RoomcastClient late = server.connect(unique("late"));
        String epoch = late.join(room).text("epoch");
        assertThat(epoch).isNotEqualTo(before);
        assertThat(witness.expect("room-reset").text("epoch")).isEqualTo(epoch);
        witness.say(room, "of the new life");
        assertThat(witness.expect("room-message").offset()).isEqualTo(1);
        assertThat(late.expect("room-message").offset()).isEqualTo(1);
        late.expectNothing("room-reset");
    }
}
