package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisSentinels;

/** The Redis broker keeps the contract behind Sentinels, before and after they put another master in place. */
class RedisSentinelBrokerTest extends BrokerContractTest {

    private static final UserRef ANN = new UserRef("ann", "Ann", false);

    private static RedisSentinels sentinels;
    private static OpenBroker open;

    @BeforeAll
    static void connect() {
        sentinels = RedisSentinels.start();
        RedisOptions options =
                new RedisOptions().setType(RedisClientType.SENTINEL).setMasterName(sentinels.name());
        Arrays.stream(sentinels.uris().split(",")).forEach(options::addConnectionString);
        open = OpenBroker.on(options, MAX_MESSAGES);
    }

    @AfterAll
    static void close() {
        if (open != null) {
            open.close();
        }
        sentinels.close();
    }

    @Override
    protected Broker newBroker() {
        return open.broker();
    }

    /** Whatever test comes after this one runs on the new master. */
    @Test
    void aLogGoesOnWithAnotherMaster() {
        Receipt before = say(ANN, "before");
        // What is said last may be lost with its master: this waits until it is not the last.
        sentinels.awaitInStep();
        sentinels.failOver();
        OpenBroker.await("the new master", open.broker()::delivers);
        Receipt after = say(ANN, "after");
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.offset()).isEqualTo(before.offset() + 1);
    }
}
