package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventQueueContractTest;
import dev.roomcast.broker.redis.link.Slots;
import dev.roomcast.testing.redis.RedisCluster;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisClusterEventQueueTest extends EventQueueContractTest {

    private final RedisCluster cluster = RedisCluster.start();
    private OpenBroker open;

    @BeforeAll
    void open() {
        open = OpenBroker.on(OpenBroker.options(cluster), RULES);
    }

    @AfterAll
    void close() {
        open.close();
        cluster.close();
    }

    @Override
    protected Broker broker() {
        return open.broker();
    }

    @Override
    protected EventQueue queue() {
        return open.broker().events();
    }

    @Test
    void theStreamOfARoomIsInItsSlot() {
        EventStreams streams = new EventStreams(new RedisKeys("shop:"), false);
        Set<Integer> slots = new HashSet<>();
        for (int stream = 0; stream < streams.count(); stream++) {
            for (String key : streams.keys(stream, "target")) {
                assertThat(Slots.of(key)).isEqualTo(stream);
            }
            slots.add(stream);
        }
        assertThat(slots).hasSize(Slots.COUNT);
        for (int i = 0; i < 1_000; i++) {
            String room = "room-" + i;
            assertThat(streams.of(room)).isEqualTo(Slots.of(new RedisKeys("shop:").members(room)));
        }
    }
}
