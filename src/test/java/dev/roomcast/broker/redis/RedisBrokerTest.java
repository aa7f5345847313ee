package dev.roomcast.broker.redis;

import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.testing.redis.RedisServer;

/** The Redis broker keeps the contract on a real Redis. */
class RedisBrokerTest extends BrokerContractTest {

    private static OpenBroker open;

    @BeforeAll
    static void connect() {
        open = OpenBroker.on(
                new RedisOptions().setConnectionString(RedisServer.shared().uri()), MAX_MESSAGES);
    }

    @AfterAll
    static void close() {
        open.close();
    }

    @Override
    protected Broker newBroker() {
        return open.broker();
    }
}
