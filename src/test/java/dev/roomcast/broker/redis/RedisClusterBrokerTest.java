package dev.roomcast.broker.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.testing.redis.RedisCluster;

/** The Redis broker keeps the contract on a Cluster of three masters, where rooms and users are on different ones. */
class RedisClusterBrokerTest extends BrokerContractTest {

    private static RedisCluster cluster;
    private static OpenBroker open;

    @BeforeAll
    static void connect() {
        cluster = RedisCluster.start();
        open = OpenBroker.on(cluster, MAX_MESSAGES);
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

    @Override
    protected Broker newBroker() {
        return open.broker();
    }
}
