package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/** One of three instances dies or stands still: what the other two show of its members, and what these find again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstanceDeathIT {

    /** Members of a dead instance are removed everywhere within 15 s; the rest is the machine's, which may be busy. */
    private static final Duration REMOVED = Duration.ofSeconds(15 + 10);

    /** A lease counts against limits for 3 s; the rest is the machine's. */
    private static final Duration UNCOUNTED = Duration.ofSeconds(3 + 12);

    /** The late cleanup comes 10 s after the first. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private static final int PER_USER = 2;

    private final RedisServer redis = RedisServer.with().durable().start();
    private Instances instances;
    private Server one;
    private Server two;
    private ServerProcess victim;

    @BeforeAll
    void start() {
        instances = Instances.start(
                List.of(redis.uri(), redis.uri(), redis.uri()), "ROOMCAST_LIMITS_CONNECTIONS_PER_USER", "" + PER_USER);
        one = instances.server(0);
        two = instances.server(1);
        victim = instances.process(2);
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

    private static List<String> ids(RoomcastClient client, String request, String rows, Object... fields) {
        return client.request(request, fields).at("/" + rows).findValuesAsText("id");
    }

    private static long count(RoomcastClient client, String room) {
        return client.request("get-room-info", "roomId", room).number("memberCount");
    }

    private static List<String> left(RoomcastClient witness) {
        return witness.drain(f -> f.type().equals("user-left")).stream()
                .map(f -> f.at("/user/id").asText())
                .toList();
    }

    @Test
    void whoDiedWithItsInstanceIsGoneFromAllListsWithOneUserLeftForEachWitness() {
        String shared = "shared-by-all";
        String lonely = "only-there";
        List<RoomcastClient> witnesses =
                List.of(one.member("bob", shared), one.member("carol", shared), two.member("dave", shared));
        victim.server().member("eve", shared);
        victim.server().member("frank", shared).join(lonely);
        RoomcastClient split = one.connect("grace"); // of whom one connection lives on
        victim.server().member("grace", shared);
        for (int i = 0; i < PER_USER; i++) {
            victim.server().connect("full").ping();
        }
        witnesses.forEach(
                w -> w.await("all of them", f -> f.is("user-joined", shared) && f.number("memberCount") == 6));

        long diedAt = System.nanoTime();
        victim.kill9();

        RoomcastClient refused = two.connect("full");
        assertThat(refused.closed()).isEqualTo(Close.of(1013, "Too many connections"));
        Instances.await(
                "places for those whose instance is gone",
                UNCOUNTED,
                () -> two.connect("full")
                        .send("ping")
                        .await("an answer", f -> true)
                        .type()
                        .equals("pong"));

        for (RoomcastClient witness : witnesses) {
            List<Long> counts = new ArrayList<>();
            List<String> who = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Frame frame = witness.await("user-left", f -> f.is("user-left", shared), REMOVED);
                who.add(frame.at("/user/id").asText());
                counts.add(frame.number("memberCount"));
            }
            assertThat(who).containsExactlyInAnyOrder("eve", "frank", "grace");
            assertThat(counts).containsExactly(5L, 4L, 3L);
        }
        for (RoomcastClient client : List.of(witnesses.get(0), witnesses.get(2))) {
            Instances.await(
                    "a list without the room where only they were",
                    REMOVED,
                    () -> !ids(client, "get-rooms", "rooms").contains(lonely));
            Instances.await("a list without the dead", REMOVED, () -> {
                List<String> online = ids(client, "get-online-users", "users");
                return !online.contains("eve") && !online.contains("frank");
            });
            assertThat(Duration.ofNanos(System.nanoTime() - diedAt)).isLessThan(REMOVED);
            assertThat(ids(client, "get-online-users", "users")).contains("bob", "carol", "dave", "grace");
            assertThat(ids(client, "get-room-members", "members", "roomId", shared))
                    .containsExactlyInAnyOrder("bob", "carol", "dave");
            assertThat(count(client, shared)).isEqualTo(3);
            assertThat(client.request("get-room-info", "roomId", lonely).flag("exists"))
                    .isFalse();
        }
        split.ping();
        assertThat(one.chat().connect().auth(Tokens.user("frank")).at("/session/rooms"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(shared, lonely);

        victim.restart();
        Instances.await(
                "an end of the cleanup",
                FORGOTTEN,
                () -> redis.command("ZCARD", "{roomcast}:graves").equals(0L));
        for (RoomcastClient witness : witnesses) {
            witness.ping();
            assertThat(left(witness)).as("told again").isEmpty();
        }
    }

    @Test
    void whoStoodStillIsMissedAndComesBackAndHasMissedNothing() {
        String room = "of-the-patient";
        RoomcastClient witness = one.member("ann", room);
        RoomcastClient writer = two.member("ben", room);
        List<RoomcastClient> patient =
                List.of(victim.server().member("cleo", room), victim.server().member("dora", room));
        witness.await("all of them", f -> f.is("user-joined", room) && f.number("memberCount") == 4);
        witness.drain(f -> f.type().equals("user-joined"));

        victim.pause();
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < patient.size(); i++) {
            writer.say(room, i);
            missed.add(witness.await("user-left", f -> f.is("user-left", room), REMOVED)
                    .at("/user/id")
                    .asText());
        }
        assertThat(missed).containsExactlyInAnyOrder("cleo", "dora");
        assertThat(ids(witness, "get-room-members", "members", "roomId", room)).containsExactly("ann", "ben");
        assertThat(count(witness, room)).isEqualTo(2);
        long last = writer.say(room, "while they are away").offset();
        victim.resume();

        Instances.await(
                "their return to the lists",
                Duration.ofSeconds(10),
                () -> count(witness, room) == 4
                        && ids(witness, "get-online-users", "users").containsAll(List.of("cleo", "dora")));
        assertThat(ids(witness, "get-room-members", "members", "roomId", room))
                .containsExactly("ann", "ben", "cleo", "dora");
        long live = writer.say(room, "now that they are back").offset();
        assertThat(live).isEqualTo(last + 1);
        for (RoomcastClient client : patient) {
            List<Long> seen = new ArrayList<>();
            while (seen.size() < live) {
                seen.add(client.expect("room-message", room).offset());
            }
            assertThat(seen).isEqualTo(LongStream.rangeClosed(1, live).boxed().toList());
            assertThat(client.isOpen()).isTrue();
            client.say(room, "and able to speak");
        }
        List<String> back = new ArrayList<>();
        for (int i = 0; i < patient.size(); i++) {
            Frame joined = witness.expect("user-joined", room);
            back.add(joined.at("/user/id").asText());
        }
        assertThat(back).containsExactlyInAnyOrder("cleo", "dora");
        witness.expectNothing("more news of people", f -> f.type().startsWith("user-"));
    }
}
