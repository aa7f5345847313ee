package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Position;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.Receipt;
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
    void theRoomGoesOnAndNothingOfItsLifeIsMissedOrDoubled() {
        Conversation conversation = new Conversation(open.broker(), ROOM).start();
        get(open.broker().enter(ROOM, new Member("stays", ANN)));
        await("some", () -> conversation.acked().size() > 100);
        RedisServer dead = cluster.nodeOf(OpenBroker.KEYS.messages(ROOM));
        RedisServer other = cluster.nodes().stream()
                .filter(node -> node != dead)
                .findFirst()
                .orElseThrow();
        dead.kill9();
        try {
            await("a new master", () -> cluster.nodeOf(OpenBroker.KEYS.messages(ROOM), other) != dead);
            int before = conversation.acked().size();
            await("proof", open.broker()::delivers);
            await("more", () -> conversation.acked().size() > before + 100);
        } finally {
            conversation.fallSilent();
        }
        Position now = get(open.broker().position(ROOM));
        List<Long> ofThisLife = conversation.acked().stream()
                .filter(receipt -> receipt.epoch().equals(now.epoch()))
                .map(Receipt::offset)
                .toList();
        assertThat(ofThisLife).doesNotHaveDuplicates().isSorted();
        await(
                "all of it, with nothing said after it",
                () -> conversation.heard(now.epoch()).size() >= now.last());
        assertThat(conversation.heard(now.epoch()))
                .isEqualTo(LongStream.rangeClosed(1, now.last()).boxed().toList());
        // Found by its tag in whichever store it is: by the renewal of what a new store may lack.
        await("the member", () -> get(open.broker().info(ROOM)).memberCount() == 1);
    }
}
