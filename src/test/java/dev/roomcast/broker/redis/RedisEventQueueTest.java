package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventQueueContractTest;
import dev.roomcast.testing.redis.RedisServer;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisEventQueueTest extends EventQueueContractTest {

    private final RedisServer redis = RedisServer.with().start();
    private OpenBroker open;

    @BeforeAll
    void open() {
        open = OpenBroker.on(new RedisOptions().setConnectionString(redis.uri()), RULES);
    }

    /** What the rooms of other tests left in the same streams. */
    @BeforeEach
    void empty() {
        redis.command("FLUSHALL");
    }

    @AfterAll
    void close() {
        open.close();
        redis.close();
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
    void oneInstanceDeliversUntilItResignsOrDies() {
        try (OpenBroker other = OpenBroker.on(new RedisOptions().setConnectionString(redis.uri()), RULES)) {
            EventQueue theirs = other.broker().events();
            assertThat(get(queue().lead())).isNotNull();
            assertThat(get(theirs.lead())).isNull();
            get(theirs.resign());
            assertThat(get(theirs.lead())).isNull();
            get(queue().resign());
            assertThat(get(theirs.lead())).isNotNull();
            assertThat(get(queue().lead())).isNull();
            OpenBroker.await("the end of its time", () -> get(queue().lead()) != null);
        }
    }

    @Test
    void aStreamOfWhichAKeyWasLostBeginsAnew() {
        String room = "lost";
        get(broker().publish(OpenBroker.draft(room)));
        EventStreams streams = new EventStreams(OpenBroker.KEYS, true);
        int stream = streams.of(room);
        EventQueue.Run before = get(queue().read(stream, "one", 10, 1 << 20));
        redis.command("DEL", streams.keys(stream).get(0));
        get(broker().publish(OpenBroker.draft(room)));

        EventQueue.Run after = get(queue().read(stream, "one", 10, 1 << 20));

        assertThat(after.life()).isNotEqualTo(before.life());
        assertThat(after.events()).extracting(EventQueue.Queued::offset).isEqualTo(List.of(2L));
        get(queue().done(stream, "one", before.life(), 1));
        assertThat(get(queue().read(stream, "one", 10, 1 << 20)).events()).hasSize(1);
    }

    @Test
    void nothingIsLeftInRedisOfWhatAllWereTold() {
        String room = "told";
        get(broker().publish(OpenBroker.draft(room)));
        EventStreams streams = new EventStreams(OpenBroker.KEYS, true);
        int stream = streams.of(room);
        for (String target : RULES.targets()) {
            EventQueue.Run run = get(queue().read(stream, target, 10, 1 << 20));
            get(queue().done(stream, target, run.life(), 1));
        }
        assertThat(redis.command("XLEN", streams.keys(stream).get(0))).isEqualTo(0L);
    }
}
