package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.ChannelListener;
import dev.roomcast.broker.redis.link.LinkMetrics;
import dev.roomcast.broker.redis.link.Topologies;
import dev.roomcast.broker.redis.link.Topology;
import dev.roomcast.testing.redis.RedisBinary;
import dev.roomcast.testing.redis.RedisServer;

/** A Redis that has more to do than it can, for we ask it to. */
class OverloadTest {

    private static final String CHANNEL = "room:{r}:live";

    /** Together twice as long as a dead connection is waited for; each much shorter. */
    private static final int CALLS = 120;

    private static final String SECONDS_OF_A_CALL = "0.05";

    /** More than Redis reads at once, so that it answers each call before it reads those behind it. */
    private static final String LARGE = "x".repeat(32 * 1_024);

    private static final byte[] MESSAGE = {1};

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger interruptions = new AtomicInteger();
    private Vertx vertx;
    private RedisServer server;
    private Topology redis;

    private final class Ear implements ChannelListener {
        @Override
        public void onMessage(String channel, byte[] payload) {
            messages.incrementAndGet();
        }

        @Override
        public void onInterruption(String channel) {
            interruptions.incrementAndGet();
        }
    }

    @BeforeEach
    void connect() {
        RedisBinary.assumeAtLeast7("DEBUG");
        vertx = Vertx.vertx();
        server = RedisServer.with().start();
        redis = Topologies.of(
                vertx,
                new RedisOptions().setConnectionString(server.uri()),
                List.of(),
                OpenBroker.KEYS.format(),
                OpenBroker.KEYS.probe("overload"),
                new Ear(),
                new LinkMetrics(registry));
        redis.start();
        await("proof", redis::isProven);
        get(redis.subscribe(CHANNEL));
    }

    @AfterEach
    void end() {
        if (redis != null) {
            redis.close();
            get(vertx.close().toCompletionStage());
            server.close();
        }
    }

    @Test
    void subscriptionsAreNotMadeAnewBecauseProbesWaitBehindOurOwnCalls() {
        List<CompletionStage<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(redis.send(
                    Call.write("DEBUG", "k", "SLEEP", SECONDS_OF_A_CALL).once()));
            calls.add(redis.send(Call.write("ECHO", "k", LARGE).once()));
        }
        // Those that came too late are given up by us, and carried out by Redis.
        calls.forEach(call -> get(call.handle((answer, unavailable) -> null)));
        await(
                "the end of them",
                () -> get(redis.publish(CHANNEL, MESSAGE).handle((receivers, unavailable) -> unavailable == null)));
        await("what was published after it", () -> messages.get() > 0);
        assertThat(interruptions).hasValue(0);
        assertThat(registry.get("roomcast.redis.interruptions").counter().count())
                .isZero();
        await("proof", redis::isProven);
    }
}
