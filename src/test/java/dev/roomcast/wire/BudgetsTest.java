package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Connector;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What requests are charged for, and to whom: connection, user and address. Each test has addresses of its own. */
@QuarkusTest
@TestProfile(Profiles.Thrifty.class)
class BudgetsTest extends ServerTest {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final String address = "198.51.100." + ADDRESSES.incrementAndGet();

    private RoomcastClient connect(String user) {
        return connect(user, address);
    }

    private RoomcastClient connect(String user, String from) {
        return at(server.chat().token(Tokens.user(user)), from);
    }

    private static RoomcastClient at(Connector connector, String from) {
        return connector.header("X-Forwarded-For", from).connect();
    }

    private static void assertRateLimited(Frame answer) {
        assertThat(answer.text("code")).as(answer.toString()).isEqualTo("rate-limited");
        assertThat(answer.number("retryAfterMs")).isPositive();
    }

    // --- what is counted ---

    @Test
    void bytesAreCountedUnpackedSoThatASmallPackedMessageIsPaidInFull() {
        RoomcastClient alice = connect(unique("alice"));
        String inside =
                Json.object("type", "ping", "padding", "x".repeat(200 * 1_024)).toString();
        assertThat(alice.request("compressed", "data", Json.pack(inside)).type())
                .isEqualTo("pong");
        Frame limited = alice.refused("ping");
        assertRateLimited(limited);
        // 200 KiB less the burst of four seconds, at 8 KiB a second; with room for a slow machine.
        assertThat(limited.number("retryAfterMs")).isBetween(5_000L, 60_000L);
    }

    @Test
    void aRefusedPackedMessageIsNotUnpacked() {
        RoomcastClient alice = connect(unique("alice"));
        String inside =
                Json.object("type", "ping", "padding", "x".repeat(200 * 1_024)).toString();
        alice.request("compressed", "data", Json.pack(inside));
        alice.send("compressed", "data", "no base64 at all");
        assertRateLimited(alice.expect("error"));
    }

    @Test
    void joinsAreCounted() {
        RoomcastClient alice = connect(unique("alice"));
        for (int i = 0; i < 4; i++) {
            alice.join(unique("room"));
        }
        assertRateLimited(alice.refused("join-room", "roomId", unique("room")));
        alice.ping();
    }

    @Test
    void aReadOfHistoryCountsByTheMessagesAskedFor() {
        String room = unique("room");
        RoomcastClient alice = connect(unique("alice"));
        alice.join(room);
        alice.request("get-history", "roomId", room, "limit", 1_000);
        for (int i = 0; i < 5; i++) {
            alice.request("get-history", "roomId", room, "limit", 1);
        }
        assertRateLimited(alice.refused("get-history", "roomId", room, "limit", 1));
    }

    @Test
    void aReadOfHistoryCountsByItsBytesWhereTheyAreMany() {
        String room = unique("room");
        RoomcastClient writer = connect(unique("writer"));
        writer.join(room);
        writer.say(room, "x".repeat(60_000));
        RoomcastClient alice = connect(unique("alice"));
        alice.request("join-room", "roomId", room, "history", 0);
        int reads = 0;
        Frame answer;
        do {
            answer = alice.ask("get-history", "roomId", room, "limit", 1);
            reads++;
        } while (!answer.type().equals("error") && reads < 15);
        assertRateLimited(answer);
        // By its message each is one of fifteen, by its bytes three; a slow machine may have got a few back.
        assertThat(reads).isLessThan(10);
    }

    @Test
    void aResumeCountsAsTheMostThatItMayBring() {
        String room = unique("room");
        RoomcastClient alice = connect(unique("alice"));
        String epoch = alice.join(room).text("epoch");
        Map<String, Object> since = Map.of("epoch", epoch, "offset", 0);
        alice.request("join-room", "roomId", room, "since", since);
        alice.request("join-room", "roomId", room, "since", since);
        assertRateLimited(alice.refused("join-room", "roomId", room, "since", since));
    }

    @Test
    void pagesOfListsCountByTheRowsAskedForWhicheverTheListIs() {
        String room = unique("room");
        RoomcastClient alice = connect(unique("alice"));
        alice.join(room);
        alice.request("get-rooms", "limit", 1_000);
        alice.request("get-online-users", "limit", 201);
        alice.request("get-room-members", "roomId", room, "limit", 200);
        assertRateLimited(alice.refused("get-rooms", "limit", 1));
        assertRateLimited(alice.refused("get-online-users", "limit", 1));
        assertRateLimited(alice.refused("get-room-members", "roomId", room, "limit", 1));
    }

    @Test
    void signInsByMessageAreCounted() {
        String user = unique("alice");
        RoomcastClient alice = connect(user);
        for (int i = 0; i < 3; i++) {
            assertThat(alice.auth(Tokens.user(user)).type()).isEqualTo("auth-success");
        }
        assertRateLimited(alice.refused("auth", "token", Tokens.user(user)));
    }

    @Test
    void changesOfAGuestsNameAreCountedAndMoreOfThemWhereRoomsHaveToHear() {
        RoomcastClient guest = at(server.open(), address);
        guest.join(unique("room"));
        guest.request("chat", "message", "1", "user", "Ann");
        guest.request("chat", "message", "2", "user", "Ann");
        guest.request("chat", "message", "3", "user", "Bob");
        assertRateLimited(guest.refused("chat", "message", "4", "user", "Cas"));
        guest.request("chat", "message", "5", "user", "Bob");
    }

    @Test
    void contentThatGoesToAllIsCountedByItself() {
        RoomcastClient alice = connect(unique("alice"));
        String room = unique("room");
        alice.join(room);
        alice.request("chat", "message", "x".repeat(15_000));
        alice.request("room-signal", "roomId", room, "content", "x".repeat(15_000));
        assertRateLimited(alice.refused("chat", "message", "x"));
        assertRateLimited(alice.refused("room-signal", "roomId", room, "content", 1));
        alice.say(room, "kept");
    }

    @Test
    void contentThatIsNotKeptHasAtMost16KiB() {
        RoomcastClient alice = connect(unique("alice"));
        String room = unique("room");
        alice.join(room);
        // Two bytes each, and for the signal two quotes.
        assertThat(alice.refused("chat", "message", "\u00e9".repeat(8_193)).text("code"))
                .isEqualTo("too-large");
        RoomcastClient bob = connect(unique("bob"));
        bob.join(room);
        bob.request("room-signal", "roomId", room, "content", "\u00e9".repeat(8_191));
        RoomcastClient cas = connect(unique("cas"));
        cas.join(room);
        assertThat(cas.refused("room-signal", "roomId", room, "content", "\u00e9".repeat(8_192))
                        .text("code"))
                .isEqualTo("too-large");
    }

    // --- to whom ---

    @Test
    void aUsersConnectionsShareABudget() {
        String user = unique("alice");
        create(connect(user, address), 4);
        RoomcastClient second = connect(user, address + "1");
        create(second, 2);
        assertRateLimited(second.refused("create-room", "roomId", unique("room")));
        create(connect(unique("bob"), address + "2"), 1);
    }

    @Test
    void anAddressHasABudgetOfItsOwnAndItsNeighboursAreNotClosedForIt() {
        create(connect(unique("alice")), 4);
        create(connect(unique("bob")), 4);
        RoomcastClient last = connect(unique("cas"));
        create(last, 1);
        for (int i = 0; i < 40; i++) {
            assertRateLimited(last.refused("create-room", "roomId", unique("room")));
        }
        last.ping();
        create(connect(unique("dan"), address + "9"), 1);
    }

    @Test
    void anIpv6AddressCountsByTheNetworkThatASubscriberGets() {
        String network = "2001:db8:0:" + Integer.toHexString(ADDRESSES.incrementAndGet());
        create(connect(unique("alice"), network + "::1"), 4);
        create(connect(unique("bob"), network + ":ffff:1:2:3"), 4);
        RoomcastClient last = connect(unique("cas"), network + "::2");
        create(last, 1);
        assertRateLimited(last.refused("create-room", "roomId", unique("room")));
        create(connect(unique("dan"), network + "1::1"), 1);
    }

    @Test
    void whoGoesOnPastABudgetIsClosed() {
        RoomcastClient alice = connect(unique("alice"));
        create(alice, 4);
        for (int i = 0; i < 21; i++) {
            alice.send("create-room", "roomId", unique("room"));
        }
        assertThat(alice.closed()).isEqualTo(Close.of(1008, "Policy violation"));
    }

    @Test
    void refusalsAreCountedByWhoseLimitItWasAndOfWhat() {
        RoomcastClient alice = connect(unique("alice"));
        create(alice, 4);
        alice.refused("create-room", "roomId", unique("room"));
        assertThat(server.management().get("/metrics").text())
                .containsPattern("roomcast_rate_limited_total\\{[^}]*cost=\"creates\",scope=\"connection\"[^}]*} [1-9]")
                .containsPattern("roomcast_limits_budgets\\{[^}]*scope=\"address\"[^}]*} [1-9]");
    }

    private static void create(RoomcastClient client, int rooms) {
        for (int i = 0; i < rooms; i++) {
            client.request("create-room", "roomId", unique("room"));
        }
    }
}
