package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Profiles.Tight;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What happens at the bounds, on a server where they are near. */
@QuarkusTest
@TestProfile(Profiles.Tight.class)
class TightLimitsTest extends ServerTest {

    private static final Close TOO_MANY = Close.of(1013, "Too many connections");

    @AfterEach
    void waitUntilAllAreGone() {
        server.close();
        server.awaitNoConnections();
    }

    // --- ping frames ---

    @Test
    void aPingFrameCountsAsAMessage() {
        RawWebSocket raw = server.raw(unique("pinger"));
        int pings = 10 * Tight.BURST;
        byte[] ping = RawWebSocket.bytesOf(0x80 | RawWebSocket.PING, new byte[] {1});
        for (int i = 0; i < pings; i++) {
            raw.bytes(ping);
        }
        raw.frame(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xe8});
        long pongs = raw.readAll().stream()
                .filter(frame -> frame.opcode() == RawWebSocket.PONG)
                .count();
        assertThat(pongs).isBetween((long) Tight.BURST, pings / 2L);
    }

    // --- connections ---

    @Test
    void pastTheConnectionLimitOneIsUpgradedAndClosedWithoutAWelcome() {
        for (int i = 0; i < Tight.MAX_CONNECTIONS; i++) {
            server.guest();
        }
        RoomcastClient late = server.open().connectUnwelcomed();
        assertThat(late.closed()).isEqualTo(Close.of(1013, "Server overloaded"));
        assertThat(late.drain(f -> true)).isEmpty();
    }

    @Test
    void pastAUsersConnectionsTheNewestIsToldWhichLimitAndClosed() {
        String user = unique("alice");
        List<RoomcastClient> fine = new ArrayList<>();
        for (int i = 0; i < Tight.CONNECTIONS_PER_USER; i++) {
            fine.add(server.connect(user));
        }
        RoomcastClient late = server.chat().token(Tokens.user(user)).connectUnwelcomed();
        Frame error = late.expect("error");
        assertThat(error.text("code")).isEqualTo("limit-exceeded");
        assertThat(error.text("limit")).isEqualTo("roomcast.limits.connections-per-user");
        assertThat(late.closed()).isEqualTo(TOO_MANY);
        fine.forEach(RoomcastClient::ping);
    }

    @Test
    void aUsersConnectionsCountWhenItSignsInByMessageToo() {
        String user = unique("alice");
        for (int i = 0; i < Tight.CONNECTIONS_PER_USER; i++) {
            server.connect(user);
        }
        RoomcastClient late = server.chat().connect();
        late.send("auth", "token", Tokens.user(user));
        assertThat(late.expect("error").text("code")).isEqualTo("limit-exceeded");
        assertThat(late.closed()).isEqualTo(TOO_MANY);
    }

    @Test
    void aConnectionThatEndedMakesRoomForAnother() {
        String user = unique("alice");
        RoomcastClient first = server.connect(user);
        for (int i = 1; i < Tight.CONNECTIONS_PER_USER; i++) {
            server.connect(user);
        }
        String room = unique("room");
        RoomcastClient witness = server.member(unique("witness"), room);
        first.join(room);
        first.close();
        witness.expect("user-left");
        server.connect(user).ping();
    }

    // --- rooms ---

    @Test
    void aConnectionMayBeInSoManyRooms() {
        RoomcastClient alice = server.connect(unique("alice"));
        String first = unique("room");
        alice.join(first);
        for (int i = 1; i < Tight.ROOMS_PER_CONNECTION; i++) {
            alice.join(unique("room"));
        }
        alice.join(first); // already in: no new one
        Frame error = alice.refused("join-room", "roomId", unique("room"));
        assertThat(error.text("code")).isEqualTo("limit-exceeded");
        assertThat(error.text("limit")).isEqualTo("roomcast.limits.rooms-per-connection");
        alice.request("leave-room", "roomId", first);
        alice.join(unique("room"));
    }

    // --- rate ---

    @Test
    void pastTheBurstARequestIsRateLimitedAndToldWhenToComeBack() {
        RoomcastClient alice = server.connect(unique("alice"));
        Frame limited = null;
        for (int i = 0; i < 20 * Tight.BURST && limited == null; i++) {
            Frame answer = alice.ask("get-room-info", "roomId", "lobby");
            if (answer.type().equals("error")) {
                limited = answer;
                assertThat(i).isGreaterThanOrEqualTo(Tight.BURST);
            }
        }
        assertThat(limited).isNotNull();
        assertThat(limited.text("code")).isEqualTo("rate-limited");
        assertThat(limited.number("retryAfterMs")).isPositive();
        assertThat(alice.isOpen()).isTrue();
    }

    @Test
    void oneConnectionsRateIsNotAnothers() {
        RoomcastClient loud = server.connect(unique("loud"));
        RoomcastClient calm = server.connect(unique("calm"));
        while (!loud.ask("get-room-info", "roomId", "lobby").type().equals("error")) {
            // until it is limited
        }
        calm.request("get-room-info", "roomId", "lobby");
    }

    @Test
    void whoBreaksTheLimitsAgainAndAgainIsClosed() {
        RoomcastClient flood = server.connect(unique("flood"));
        for (int i = 0; i < 3_000; i++) {
            flood.send("get-room-info", "roomId", "lobby");
        }
        assertThat(flood.closed()).isEqualTo(Close.of(1008, "Policy violation"));
    }

    // --- history ---

    @Test
    void olderThanTheLastSoManyIsNeverReturnedAndNotRecovered() {
        String room = unique("room");
        RoomcastClient reader = server.connect(unique("reader"));
        String epoch = reader.join(room).text("epoch");
        reader.request("leave-room", "roomId", room);
        int sent = Tight.HISTORY_MESSAGES + 10;
        for (int i = 0; i < sent; i++) {
            server.api(Tokens.service("svc")).post("/api/rooms/" + room + "/messages", Map.of("content", i));
        }
        Frame lost = reader.request("join-room", "roomId", room, "since", Map.of("epoch", epoch, "offset", 9));
        assertThat(lost.at("/recovered").asBoolean(true)).isFalse();
        assertThat(lost.text("epoch")).isEqualTo(epoch);
        Frame newest = reader.expect("message-history");
        assertThat(newest.offsets())
                .isEqualTo(LongStream.rangeClosed(11, sent).boxed().toList());
        assertThat(newest.flag("hasMore")).isFalse();
        reader.request("leave-room", "roomId", room);
        Frame kept = reader.request("join-room", "roomId", room, "since", Map.of("epoch", epoch, "offset", 10));
        assertThat(kept.at("/recovered").asBoolean(false)).isTrue();
    }

    @Test
    void whoFillsTheMemoryPushesNobodyElsesHistoryOut() {
        String room = unique("room");
        RoomcastClient bystander = server.member(unique("bystander"), room);
        for (int i = 0; i < 3; i++) {
            bystander.say(room, "acked and kept " + i);
        }
        Api flood = server.api(Tokens.service(unique("flood")));
        String content = "x".repeat(40_000);
        String run = unique("flood");
        for (int i = 0; i < 30; i++) {
            flood.post("/api/rooms/" + run + "-" + i % 15 + "/messages", Map.of("content", content));
        }
        assertThat(bystander.request("get-history", "roomId", room).offsets()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void guestsOfOneAddressPushNoHistoryOfOtherGuestsOut() {
        String room = unique("room");
        RoomcastClient bystander = guestFrom("192.0.2.1");
        bystander.join(room);
        for (int i = 0; i < 3; i++) {
            bystander.say(room, "x".repeat(3_000));
        }
        // Rooms of about the same size, which were not quiet for so long.
        for (int guest = 0; guest < 5; guest++) {
            RoomcastClient flood = guestFrom("198.51.100.7");
            for (int i = 0; i < Tight.ROOMS_PER_CONNECTION; i++) {
                String flooded = unique("flooded");
                flood.join(flooded);
                flood.say(flooded, "x".repeat(15_000));
            }
        }
        assertThat(bystander.request("get-history", "roomId", room).offsets()).containsExactly(1L, 2L, 3L);
    }

    private RoomcastClient guestFrom(String address) {
        return server.open().header("X-Forwarded-For", address).connect();
    }

    @Test
    void messageIdsPushNoHistoryOut() {
        String room = unique("room");
        Api service = server.api(Tokens.service(unique("svc")));
        for (int batch = 0; batch < 3; batch++) {
            List<Map<String, Object>> messages = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                messages.add(Map.of("roomId", room, "content", i, "messageId", unique("id")));
            }
            service.post("/api/messages", Map.of("messages", messages));
        }
        assertThat(service.get("/api/rooms/" + room + "/messages?limit=100")
                        .at("/messages")
                        .size())
                .isEqualTo(Tight.HISTORY_MESSAGES);
    }

    @Test
    void aRoomsBytesAreBoundedToo() {
        String room = unique("room");
        String content = "x".repeat(15_000);
        for (int i = 0; i < 15; i++) {
            server.api(Tokens.service("svc")).post("/api/rooms/" + room + "/messages", Map.of("content", content));
        }
        String page = server.api(Tokens.service("svc"))
                .get("/api/rooms/" + room + "/messages")
                .text();
        assertThat(page.length()).isLessThanOrEqualTo(Tight.HISTORY_BYTES + 10_000);
        assertThat(page).contains("\"offset\":15").contains("\"offset\":13");
    }

    @Test
    void whereAllRoomsTogetherAreTooMuchTheOneThatWasQuietLongestPaysAndIsHonest() {
        Api service = server.api(Tokens.service("svc"));
        String content = "x".repeat(15_000);
        String quiet = unique("first");
        String epoch = publish(service, quiet, content, 6);
        publish(service, unique("second"), content, 6);
        // Half of the others, so that it is never among the largest, however late the memory is given back.
        String last = unique("third");
        publish(service, last, content, 3);
        awaitUntilTheFirstIsGone(quiet);
        assertThat(service.get("/api/rooms/" + last + "/messages").text()).contains("\"offset\":1,", "\"offset\":3,");
        RoomcastClient reader = server.connect(unique("reader"));
        Frame joined = reader.request("join-room", "roomId", quiet, "since", Map.of("epoch", epoch, "offset", 0));
        assertThat(joined.at("/recovered").asBoolean(true)).isFalse();
    }

    /** Returns the epoch of the room. */
    private static String publish(Api service, String room, String content, int messages) {
        String epoch = null;
        for (int i = 0; i < messages; i++) {
            epoch = service.post("/api/rooms/" + room + "/messages", Map.of("content", content))
                    .at("/epoch")
                    .asText();
        }
        return epoch;
    }

    /** Memory is given back in the background, and nobody is told. */
    private void awaitUntilTheFirstIsGone(String room) {
        Await.until("room for others", () -> {
            Api.Reply page = server.api(Tokens.service(unique("looker"))).get("/api/rooms/" + room + "/messages");
            return !page.text().contains("\"offset\":1,");
        });
    }

    // --- presence ---

    @Test
    void overSoManyMembersStatsComeInPlaceOfEachComingAndGoing() {
        String room = unique("room");
        List<RoomcastClient> members = new ArrayList<>();
        for (int i = 0; i <= Tight.STATS_OVER_MEMBERS; i++) {
            members.add(server.member(unique("member"), room));
        }
        RoomcastClient first = members.get(0);
        for (int i = 1; i < Tight.STATS_OVER_MEMBERS; i++) {
            first.expect("user-joined");
        }
        RoomcastClient fifth = server.member(unique("fifth"), room);
        int all = Tight.STATS_OVER_MEMBERS + 2;
        Frame stats =
                first.await("the last value", f -> f.type().equals("room-stats") && f.number("memberCount") == all);
        assertThat(stats.text("roomId")).isEqualTo(room);
        fifth.close();
        first.await("the last value", f -> f.type().equals("room-stats") && f.number("memberCount") == all - 1);
        first.expectNothing("news of each", f -> f.type().equals("user-left"));
        assertThat(first.drain(f -> f.type().equals("user-joined"))).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void noStatsOfTheCrowdComeAfterItShrankAndNewsOfEachSaidSo() {
        String room = unique("room");
        List<RoomcastClient> members = new ArrayList<>();
        for (int i = 0; i < Tight.STATS_OVER_MEMBERS + 3; i++) {
            members.add(server.member(unique("member"), room));
        }
        RoomcastClient first = members.get(0);
        int all = members.size();
        first.await("the last value", f -> f.type().equals("room-stats") && f.number("memberCount") == all);
        for (int i = 1; i < all; i++) {
            members.get(i).request("leave-room", "roomId", room);
        }
        first.await("the last one's news", f -> f.type().equals("user-left") && f.number("memberCount") == 1);
        first.drain(f -> f.type().equals("room-stats")); // came before
        // Stats of a second crowd, told at once and then after the interval, show that the first one's are overdue.
        String clock = unique("clock");
        members.forEach(member -> member.join(clock));
        first.await("the clock", f -> f.type().equals("room-stats") && f.number("memberCount") == all);
        first.expectNothing(
                "older stats",
                f -> f.type().equals("room-stats") && f.text("roomId").equals(room));
    }
}
