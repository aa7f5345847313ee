package dev.roomcast.broker.redis;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.broker.memory.MemoryBroker;
import dev.roomcast.broker.redis.RoomScripts.Retention;
import dev.roomcast.broker.redis.link.LinkMetrics;
import dev.roomcast.broker.redis.link.Topologies;
import dev.roomcast.broker.redis.link.Topology;
import dev.roomcast.testing.redis.RedisServer;

/** The Redis broker keeps the contract on a real Redis. */
class RedisBrokerTest extends BrokerContractTest {

    private static final long RETENTION_MILLIS = TimeUnit.HOURS.toMillis(1);

    private static Vertx vertx;
    private static Topology redis;
    private static RedisBroker broker;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SeenPositions seen = new SeenPositions();
        RedisBus bus = new RedisBus(vertx, seen);
        String instance = UUID.randomUUID().toString().substring(0, 8);
        redis = Topologies.of(
                vertx,
                new RedisOptions().setConnectionString(RedisServer.shared().uri()),
                List.of(RoomScripts.PUBLISH, RoomScripts.READ),
                RedisKeys.FORMAT,
                instance,
                bus,
                new LinkMetrics(registry));
        RedisLogs logs = new RedisLogs(
                redis,
                new Retention(MAX_MESSAGES, 4_000_000, RETENTION_MILLIS),
                instance,
                seen,
                new RedisMetrics(registry));
        MemoryBroker m = new MemoryBroker(
                new MemoryBroker.Bounds(MAX_MESSAGES, 1, 1, 1, 1_000), Clock.systemUTC(), Runnable::run);
        broker = new RedisBroker(logs, bus, m, m);
        redis.start();
        bus.start(redis);
    }

    @AfterAll
    static void close() {
        redis.close();
        vertx.close();
    }

    @Override
    protected Broker newBroker() {
        return broker;
    }
}
