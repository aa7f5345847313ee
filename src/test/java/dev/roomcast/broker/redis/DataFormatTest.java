package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.assertUnavailable;
import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.redis.RedisServer;

/** Data of a newer version is not touched, as may come to pass in a rolling upgrade. */
class DataFormatTest {

    private final String room = "room-" + UUID.randomUUID();
    private RedisServer redis;
    private OpenBroker open;
    private RedisBroker broker;

    @BeforeEach
    void start() {
        redis = RedisServer.with().durable().start();
        open = OpenBroker.on(redis.uri());
        broker = open.broker();
    }

    @AfterEach
    void end() {
        open.close();
        redis.close();
    }

    @Test
    void dataOfANewerFormatIsNotTouchedByANewConnection() {
        redis.command("SET", OpenBroker.KEYS.format(), "2");
        redis.command("CLIENT", "KILL", "TYPE", "normal");
        assertUntouchedUntilTheFormatIsBack();
    }

    @Test
    void aNewerFormatThatComesUnderAnOpenConnectionIsFound() {
        redis.command("SET", OpenBroker.KEYS.format(), "2");
        assertUntouchedUntilTheFormatIsBack();
    }

    private void assertUntouchedUntilTheFormatIsBack() {
        await("the end of writing", () -> {
            CompletableFuture<?> elsewhere =
                    broker.publish(OpenBroker.draft("other-" + room)).toCompletableFuture();
            return elsewhere.handle((receipt, failure) -> failure != null).join();
        });
        assertThat(broker.isInReach()).isFalse();
        assertUnavailable(broker.publish(OpenBroker.draft(room)));
        assertThat(redis.command("EXISTS", OpenBroker.KEYS.meta(room))).isEqualTo(0L);
        redis.command("SET", OpenBroker.KEYS.format(), "1");
        await("the way back", broker::delivers);
        assertThat(get(broker.publish(OpenBroker.draft(room))).offset()).isEqualTo(1);
    }

    @Test
    void aRoomOfANewerFormatIsNotTouched() {
        get(broker.publish(OpenBroker.draft(room)));
        redis.command("HSET", OpenBroker.KEYS.meta(room), "v", "2");
        assertUnavailable(broker.publish(OpenBroker.draft(room)));
        assertThat(redis.command("XLEN", OpenBroker.KEYS.messages(room))).isEqualTo(1L);
    }
}
