package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisCluster;
import dev.roomcast.testing.redis.RedisError;
import dev.roomcast.testing.redis.RedisServer;

/** One instance of two that one master of a Cluster does not let in any more, while the others do. */
class CutOffMasterTest {

    private static final UserRef ANN = new UserRef("ann", "Ann", false);
    private static final String USER = "cut";

    private RedisCluster cluster;
    private OpenBroker cut;
    private OpenBroker other;

    @BeforeEach
    void connect() {
        cluster = RedisCluster.start();
        cluster.nodes()
                .forEach(node ->
                        node.command("ACL", "SETUSER", USER, "on", "nopass", "allkeys", "allchannels", "+@all"));
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        Arrays.stream(cluster.uris().split(","))
                .map(uri -> uri.replace("redis://", "redis://" + USER + ":any@"))
                .forEach(options::addConnectionString);
        cut = OpenBroker.on(options, 1_000);
        other = OpenBroker.on(cluster, 1_000);
    }

    @AfterEach
    void close() {
        if (cut != null) {
            cut.close();
        }
        if (other != null) {
            other.close();
        }
        cluster.close();
    }

    @Test
    void itKeepsItsMembersAndItsRoomsOnTheOthers() throws InterruptedException {
        RedisServer withTheLeases = cluster.nodeOf(OpenBroker.KEYS.instances());
        RedisServer gone = cluster.nodes().stream()
                .filter(node -> node != withTheLeases)
                .findFirst()
                .orElseThrow();
        String room = roomNotOn(gone, "kept");
        get(cut.broker().enter(room, new Member("before", ANN)));
        gone.command("ACL", "SETUSER", USER, "off");
        try {
            gone.command("CLIENT", "KILL", "USER", USER);
        } catch (RedisError nobody) {
            // They were ended by turning the user off.
        }
        await("that it is missed", () -> !cut.broker().delivers());
        // Longer than a lease, and than it takes to notice that one ran out.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (System.nanoTime() < end) {
            assertThat(get(other.broker().info(room)).memberCount()).isEqualTo(1);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        String next = roomNotOn(gone, "next");
        get(cut.broker().enter(next, new Member("after", ANN)));
        assertThat(get(other.broker().info(next)).memberCount()).isEqualTo(1);
        assertThat(get(cut.broker().publish(OpenBroker.draft(next))).offset()).isEqualTo(1);
    }

    private String roomNotOn(RedisServer node, String name) {
        return IntStream.range(0, 100)
                .mapToObj(n -> name + n)
                .filter(room -> cluster.nodeOf(OpenBroker.KEYS.messages(room)) != node)
                .findFirst()
                .orElseThrow();
    }
}
