package dev.roomcast.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.RoomRecord;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Each promise alone, in the smallest scene that shows it. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class PromisesTest extends ServerTest {

    // --- a retry is free ---

    @Test
    void theSameMessageIdIsStoredOnceDeliveredOnceAndAckedWithTheFirstOffset() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        Frame first = alice.say(room, "once", "m-1");
        Frame second = alice.say(room, "once", "m-1");
        assertThat(first.has("duplicate")).isFalse();
        assertThat(second.flag("duplicate")).isTrue();
        assertThat(second.offset()).isEqualTo(first.offset());
        assertThat(second.text("epoch")).isEqualTo(first.text("epoch"));
        assertThat(second.text("timestamp")).isEqualTo(first.text("timestamp"));
        assertThat(second.text("messageId")).isEqualTo("m-1");
        assertThat(alice.say(room, "next").offset()).isEqualTo(first.offset() + 1);
        assertThat(bob.expect("room-message").offset()).isEqualTo(first.offset());
        assertThat(bob.expect("room-message").offset()).isEqualTo(first.offset() + 1);
        assertThat(alice.request("get-history", "roomId", room).messages()).hasSize(2);
    }

    @Test
    void aRetryFromAnotherConnectionIsFreeToo() {
        String room = unique("room");
        String user = unique("alice");
        RoomcastClient first = server.member(user, room);
        long offset = first.say(room, "once", "m-1").offset();
        first.drop();
        RoomcastClient second = server.member(user, room);
        Frame again = second.say(room, "once", "m-1");
        assertThat(again.offset()).isEqualTo(offset);
        assertThat(again.flag("duplicate")).isTrue();
    }

    @Test
    void aRetryAtTheSameTimeOnTwoConnectionsIsStoredOnce() {
        String room = unique("room");
        String user = unique("alice");
        RoomcastClient first = server.member(user, room);
        RoomcastClient second = server.member(user, room);
        for (int i = 0; i < 50; i++) {
            String messageId = "both-" + i;
            Object[] message = {"roomId", room, "content", i, "messageId", messageId};
            CompletableFuture<Frame> one = CompletableFuture.supplyAsync(() -> first.request("room-message", message));
            CompletableFuture<Frame> two = CompletableFuture.supplyAsync(() -> second.request("room-message", message));
            assertThat(one.join().offset())
                    .isEqualTo(i + 1)
                    .isEqualTo(two.join().offset());
            assertThat(List.of(one.join().flag("duplicate"), two.join().flag("duplicate")))
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void aMessageIdIsOnesOwnAndTheRoomsOwn() {
        String room = unique("room");
        String other = unique("other");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        bob.join(other);
        assertThat(alice.say(room, 1, "m").has("duplicate")).isFalse();
        assertThat(bob.say(room, 2, "m").has("duplicate")).isFalse();
        assertThat(bob.say(other, 3, "m").has("duplicate")).isFalse();
    }

    @Test
    void aRetryOverTheHttpApiIsTheSameRetry() {
        String room = unique("room");
        String service = unique("svc");
        RoomcastClient client = server.chat().token(Tokens.service(service)).connect();
        long offset = client.say(room, "once", "m-1").offset();
        var reply = server.api(Tokens.service(service))
                .post("/api/rooms/" + room + "/messages", Map.of("content", "once", "messageId", "m-1"));
        assertThat(reply.at("/offset").asLong()).isEqualTo(offset);
        assertThat(reply.at("/duplicate").asBoolean()).isTrue();
    }

    @Test
    void theServerMakesAMessageIdWhereThereIsNone() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        assertThat(alice.say(room, 1).text("messageId"))
                .isNotBlank()
                .isNotEqualTo(alice.say(room, 1).text("messageId"));
    }

    // --- acked is kept, order ---

    @Test
    void whatWasAckedReachesAMemberWhoWasAway() {
        String room = unique("room");
        ResumingClient reader = server.resuming(unique("reader"));
        reader.join(room);
        RoomcastClient writer = server.member(unique("writer"), room);
        writer.say(room, "seen");
        reader.awaitOffset(room, 1);
        reader.drop();
        List<Long> acked = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            acked.add(writer.say(room, i).offset());
        }
        reader.awaitOffset(room, acked.get(29));
        RoomRecord record = reader.record(room);
        assertThat(record.violations()).isEmpty();
        assertThat(record.losses()).isZero();
        assertThat(record.entries()).containsKeys(acked.toArray(Long[]::new));
    }

    @Test
    void aSendersMessagesKeepTheirOrderHoweverFastTheyCome() {
        String room = unique("room");
        RoomcastClient reader = server.member(unique("reader"), room);
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        int each = 300;
        for (int i = 0; i < each; i++) {
            alice.send("room-message", "roomId", room, "content", i, "id", "a" + i);
            bob.send("room-message", "roomId", room, "content", i, "id", "b" + i);
        }
        Map<String, Integer> next = new HashMap<>();
        for (int i = 1; i <= 2 * each; i++) {
            Frame seen = reader.expect("room-message");
            assertThat(seen.offset()).isEqualTo(i);
            String who = seen.at("/user/id").asText();
            assertThat(seen.at("/content").asInt()).isEqualTo(next.merge(who, 1, Integer::sum) - 1);
        }
        for (int i = 0; i < each; i++) {
            String id = "a" + i;
            assertThat(alice.await("the acks in order", f -> f.type().equals("ack"))
                            .id())
                    .isEqualTo(id);
        }
    }

    @Test
    void allMembersSeeTheSameOrder() {
        String room = unique("room");
        List<RoomcastClient> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            members.add(server.member(unique("member"), room));
        }
        int each = 50;
        for (int i = 0; i < each; i++) {
            for (RoomcastClient member : members) {
                member.send("room-message", "roomId", room, "content", i);
            }
        }
        List<List<String>> orders = new ArrayList<>();
        for (RoomcastClient member : members) {
            List<String> order = new ArrayList<>();
            for (int i = 1; i <= each * members.size(); i++) {
                Frame seen = member.expect("room-message");
                assertThat(seen.offset()).isEqualTo(i);
                order.add(seen.text("messageId"));
            }
            orders.add(order);
        }
        assertThat(orders).containsOnly(orders.get(0));
    }

    // --- nothing between ---

    @Test
    void nothingOfTheRoomComesBetweenRoomJoinedAndTheLastPartThoughAWriterNeverPauses() {
        String room = unique("room");
        ResumingClient writer = server.resuming(unique("writer"));
        writer.join(room);
        Pump pump = new Pump(writer, room).start();
        ResumingClient reader = server.resuming(unique("reader"));
        reader.join(room);
        for (int i = 0; i < 30; i++) {
            reader.leave(room);
            reader.join(room); // its record complains of whatever comes out of place
            reader.awaitOffset(room, reader.record(room).last() + 5);
        }
        long last = pump.stop();
        reader.awaitOffset(room, last);
        assertThat(reader.record(room).violations()).isEmpty();
        assertThat(reader.record(room).losses()).isZero();
        assertThat(reader.record(room).resumptions()).isEqualTo(30);
    }

    @Test
    void joiningAMovingRoomAfreshHasNoGapBetweenItsHistoryAndTheLiveMessages() {
        String room = unique("room");
        ResumingClient writer = server.resuming(unique("writer"));
        writer.join(room);
        Pump pump = new Pump(writer, room).start();
        RoomcastClient reader = server.connect(unique("reader"));
        for (int round = 0; round < 20; round++) {
            reader.request("join-room", "roomId", room, "history", 20);
            long last = -1;
            for (Frame f = reader.await("of the room", g -> true);
                    !f.type().equals("room-message");
                    f = reader.await("of the room", g -> true)) {
                assertThat(f.type()).isEqualTo("message-history");
                last = f.offsets().isEmpty()
                        ? last
                        : f.offsets().get(f.offsets().size() - 1);
                if (!f.flag("more")) {
                    break;
                }
            }
            Frame live = reader.expect("room-message");
            if (last >= 0) {
                assertThat(live.offset()).isEqualTo(last + 1);
            }
            reader.request("leave-room", "roomId", room);
            reader.drain(f -> true);
        }
        pump.stop();
    }
}
