package dev.roomcast.broker.redis;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.broker.redis.RoomScripts.Retention;
import dev.roomcast.testing.redis.RedisServer;

/** The Redis broker keeps the contract on a real Redis. */
class RedisBrokerTest extends BrokerContractTest {

    private static final long RETENTION_MILLIS = TimeUnit.HOURS.toMillis(1);

    private static Vertx vertx;
    private static RedisBroker broker;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        broker = RedisBroker.open(
                vertx,
                new RedisOptions().setConnectionString(RedisServer.shared().uri()),
                new Retention(MAX_MESSAGES, 4_000_000, RETENTION_MILLIS),
                new PresenceSettings(1_000_000, 200),
                UUID.randomUUID().toString(),
                new SimpleMeterRegistry());
        // Answered when both ways are there; until then connections are let in uncounted.
        get(broker.position("first"));
        get(broker.open("first"));
    }

    @AfterAll
    static void close() {
        broker.close();
        vertx.close();
    }

    @Override
    protected Broker newBroker() {
        return broker;
    }
}
