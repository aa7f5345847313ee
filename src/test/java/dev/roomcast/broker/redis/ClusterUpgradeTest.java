package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisCluster;
import dev.roomcast.testing.redis.RedisServer;

/**
 * A Cluster of Redis 6.2, which knows no sharded pub/sub, whose nodes are upgraded in place one after the other. Two
 * instances: what one says, the other has to hear, and not only by reading the log.
 */
class ClusterUpgradeTest {

    private static final UserRef ANN = new UserRef("ann", "Ann", false);

    private RedisCluster cluster;
    private OpenBroker one;
    private OpenBroker other;

    /** What was heard of one room, by pub/sub alone. */
    private static final class Listener implements RoomListener {

        private final AtomicInteger publications = new AtomicInteger();
        private final AtomicInteger news = new AtomicInteger();

        @Override
        public void onPublication(Publication publication) {
            publications.incrementAndGet();
        }

        @Override
        public void onNews(RoomNews heard) {
            news.incrementAndGet();
        }

        @Override
        public void onInterruption() {}
    }

    @BeforeEach
    void connect() {
        cluster = RedisCluster.startOf62();
        one = OpenBroker.on(cluster, 1_000);
        other = OpenBroker.on(cluster, 1_000);
    }

    @AfterEach
    void close() {
        if (one != null) {
            one.close();
        }
        if (other != null) {
            other.close();
        }
        cluster.close();
    }

    @Test
    void whatIsSaidIsHeardBeforeWhileAndAfterItIsUpgraded() {
        Map<RedisServer, String> rooms = new ConcurrentHashMap<>();
        IntStream.range(0, 100)
                .mapToObj(n -> "room" + n)
                .forEach(room -> rooms.putIfAbsent(cluster.nodeOf(OpenBroker.KEYS.live(room)), room));
        assertThat(rooms).hasSize(3);
        Map<String, Listener> listeners = new ConcurrentHashMap<>();
        rooms.values().forEach(room -> {
            listeners.put(room, new Listener());
            get(other.broker().subscribe(room, listeners.get(room)));
        });
        listeners.forEach(this::assertHeard);
        for (RedisServer node : List.copyOf(cluster.nodes())) {
            node.upgrade();
            cluster.awaitWhole();
            await("proof", () -> one.broker().delivers() && other.broker().delivers());
            listeners.forEach(this::assertHeard);
        }
    }

    private void assertHeard(String room, Listener listener) {
        int publications = listener.publications.get();
        get(one.broker().publish(OpenBroker.draft(room)));
        await("the message in " + room, () -> listener.publications.get() > publications);
        int news = listener.news.get();
        get(one.broker().announce(room, new RoomNews.Joined(ANN, "c1", 1, 1)));
        await("the news in " + room, () -> listener.news.get() > news);
    }

    @Test
    void whoIsTakenOutWithTheirInstanceIsHeardOf() {
        String room = "left";
        Listener listener = new Listener();
        get(other.broker().subscribe(room, listener));
        get(one.broker().enter(room, new Member("c1", ANN)));
        one.close();
        one = null;
        await("that the member left", () -> listener.news.get() > 0);
    }
}
