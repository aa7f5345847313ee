package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Position;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisCluster;
import dev.roomcast.testing.redis.RedisServer;

/** A room whose slot moves to another master and back, while it is in use. */
class ReshardTest {

    private static final String ROOM = "moving";
    private static final UserRef ANN = new UserRef("ann", "Ann", false);
    private static final int MOVES = 12;
    private static final int RESHARDED = 20;
    private static final int CONNECTIONS = 50;
    private static final int LONGEST_STAY_MILLIS = 400;

    private static RedisCluster cluster;
    private static OpenBroker open;

    @BeforeAll
    static void connect() {
        cluster = RedisCluster.start();
        open = OpenBroker.on(cluster, 1_000_000);
    }

    @AfterAll
    static void close() {
        if (open != null) {
            open.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void nothingIsLostDoubledOrReordered() {
        Conversation conversation = new Conversation(open.broker(), ROOM).start();
        move(OpenBroker.KEYS.messages(ROOM), new AtomicBoolean(true));
        conversation.fallSilent();
        Position now = get(open.broker().position(ROOM));
        List<Long> acked = conversation.acked().stream().map(Receipt::offset).toList();
        assertThat(acked).doesNotHaveDuplicates().isSorted();
        assertThat(now.last()).isBetween((long) acked.size(), (long) conversation.said());
        await(
                "all of it, with nothing said after it",
                () -> conversation.heard(now.epoch()).size() >= now.last());
        assertThat(conversation.heard(now.epoch()))
                .isEqualTo(LongStream.rangeClosed(1, now.last()).boxed().toList());
        open.broker().unsubscribe(ROOM);
    }

    @Test
    void whoEntersAndLeavesAtOnceIsNotIn() {
        AtomicBoolean moving = new AtomicBoolean(true);
        AtomicInteger turns = new AtomicInteger();
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(comeAndGo("c" + i, moving, turns));
        }
        move(OpenBroker.KEYS.members(ROOM), moving);
        all.forEach(OpenBroker::get);
        await(
                "an empty room after " + turns + " turns",
                () -> get(open.broker().info(ROOM)).memberCount() == 0);
    }

    @Test
    void roomsWhoseSlotsStayAreNotInterrupted() {
        RedisServer from = cluster.nodes().get(0);
        // Well above the lowest slots of any master of three.
        String room = IntStream.range(0, 10_000)
                .mapToObj(n -> "stays" + n)
                .filter(name -> cluster.nodeOf(OpenBroker.KEYS.live(name)) == from)
                .filter(name -> slot(name) % 4_096 > RESHARDED)
                .findFirst()
                .orElseThrow();
        AtomicInteger heard = new AtomicInteger();
        AtomicInteger interruptions = new AtomicInteger();
        get(open.broker().subscribe(room, new RoomListener() {
            @Override
            public void onPublication(Publication publication) {
                heard.incrementAndGet();
            }

            @Override
            public void onNews(RoomNews news) {}

            @Override
            public void onInterruption() {
                interruptions.incrementAndGet();
            }
        }));
        cluster.reshard(from, cluster.nodes().get(1), RESHARDED);
        get(open.broker().publish(Conversation.draft(room, 1)));
        await("what was said after it", () -> heard.get() == 1);
        assertThat(interruptions).hasValue(0);
        open.broker().unsubscribe(room);
    }

    private static long slot(String room) {
        return (Long) cluster.nodes().get(0).command("CLUSTER", "KEYSLOT", OpenBroker.KEYS.live(room));
    }

    private CompletionStage<Void> comeAndGo(String connection, AtomicBoolean going, AtomicInteger turns) {
        turns.incrementAndGet();
        open.broker().enter(ROOM, new Member(connection, ANN));
        // Some leave while their entering waits for the new master to be known.
        Executor later = CompletableFuture.delayedExecutor(
                ThreadLocalRandom.current().nextInt(LONGEST_STAY_MILLIS), TimeUnit.MILLISECONDS);
        return CompletableFuture.completedFuture(null)
                .thenComposeAsync(stayed -> open.broker().leave(ROOM, connection), later)
                .thenComposeAsync(left ->
                        going.get() ? comeAndGo(connection, going, turns) : CompletableFuture.completedFuture(null));
    }

    private static void move(String key, AtomicBoolean moving) {
        try {
            for (int i = 0; i < MOVES; i++) {
                RedisServer from = cluster.nodeOf(key);
                cluster.moveSlot(
                        key,
                        cluster.nodes().stream()
                                .filter(node -> node != from)
                                .findFirst()
                                .orElseThrow());
                // The next move finds it in use where it is now.
                get(open.broker().info(ROOM).exceptionally(unavailable -> null));
                await("proof", open.broker()::delivers);
            }
        } finally {
            moving.set(false);
        }
    }
}
