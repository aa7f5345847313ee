package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisCluster;
import dev.roomcast.testing.redis.RedisServer;

/** A master of a Cluster dies while its rooms are in use, and its replica takes its place. */
class ClusterFailoverTest {

    private static final String ROOM = "moving";
    private static final UserRef ANN = new UserRef("ann", "Ann", false);

    private static RedisCluster cluster;
    private static OpenBroker open;

    @BeforeAll
    static void connect() {
        cluster = RedisCluster.startWithReplicas();
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        Arrays.stream(cluster.uris().split(",")).forEach(options::addConnectionString);
        open = OpenBroker.on(options, 1_000_000);
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
    void theRoomGoesOnAndNothingOfItsLifeIsMissedOrDoubled() {
        Follower follower = new Follower();
        get(open.broker().subscribe(ROOM, follower));
        get(open.broker().enter(ROOM, new Member("stays", ANN)));
        AtomicBoolean going = new AtomicBoolean(true);
        List<Receipt> acked = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger number = new AtomicInteger();
        CompletionStage<Void> said = sayWhile(going, acked, number);
        await("some", () -> acked.size() > 100);
        RedisServer dead = cluster.nodeOf(RedisKeys.messages(ROOM));
        RedisServer other = cluster.nodes().stream()
                .filter(node -> node != dead)
                .findFirst()
                .orElseThrow();
        dead.kill9();
        try {
            await("a new master", () -> cluster.nodeOf(RedisKeys.messages(ROOM), other) != dead);
            int before = acked.size();
            await("proof", open.broker()::delivers);
            await("more", () -> acked.size() > before + 100);
        } finally {
            going.set(false);
        }
        get(said);
        Position now = get(open.broker().position(ROOM));
        List<Long> ofThisLife = acked.stream()
                .filter(receipt -> receipt.epoch().equals(now.epoch()))
                .map(Receipt::offset)
                .toList();
        assertThat(ofThisLife).doesNotHaveDuplicates().isSorted();
        await(
                "all of it, with nothing said after it",
                () -> follower.offsets(now.epoch()).size() >= now.last());
        assertThat(follower.offsets(now.epoch()))
                .isEqualTo(LongStream.rangeClosed(1, now.last()).boxed().toList());
        // Found by its tag in whichever store it is: by the renewal of what a new store may lack.
        await("the member", () -> get(open.broker().info(ROOM)).memberCount() == 1);
    }

    private CompletionStage<Void> sayWhile(AtomicBoolean going, List<Receipt> acked, AtomicInteger number) {
        return say(number.incrementAndGet())
                .handle((offset, unavailable) -> {
                    if (unavailable == null) {
                        acked.add(offset);
                    }
                    return null;
                })
                .thenComposeAsync(
                        done -> going.get() ? sayWhile(going, acked, number) : CompletableFuture.completedFuture(null));
    }

    private CompletionStage<Receipt> say(int number) {
        byte[] head = "{\"type\":\"room-message\"".getBytes(StandardCharsets.UTF_8);
        byte[] content = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        return open.broker().publish(new Draft(ROOM, "ann", "m" + number, true, head, content, 0, false));
    }

    /** Does as a room does: what is missing is read from the log. */
    private static final class Follower implements RoomListener {
        private final Map<String, TreeSet<Long>> heard = new HashMap<>();

        @Override
        public synchronized void onPublication(Publication publication) {
            TreeSet<Long> life = heard.computeIfAbsent(publication.epoch(), epoch -> new TreeSet<>());
            long before = life.isEmpty() ? 0 : life.last();
            life.add(publication.offset());
            if (publication.offset() > before + 1) {
                onInterruption();
            }
        }

        @Override
        public void onNews(RoomNews news) {}

        @Override
        public void onInterruption() {
            open.broker().read(ROOM, 0, Long.MAX_VALUE, 10_000_000).whenComplete((run, failure) -> {
                if (failure != null) {
                    onInterruption();
                    return;
                }
                synchronized (this) {
                    run.entries()
                            .forEach(entry -> heard.computeIfAbsent(entry.epoch(), epoch -> new TreeSet<>())
                                    .add(entry.offset()));
                }
            });
        }

        synchronized List<Long> offsets(String epoch) {
            return List.copyOf(heard.getOrDefault(epoch, new TreeSet<>()));
        }
    }
}
