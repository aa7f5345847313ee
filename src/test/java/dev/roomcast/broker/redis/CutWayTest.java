package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.redis.RoomScripts.Retention;
import dev.roomcast.broker.redis.RoomScripts.Retentions;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.redis.RedisServer;

/** Publishing over a way to Redis that is cut again and again. */
class CutWayTest {

    private static final int CUTS = 20;
    private static final int MESSAGES = 100;
    private static final int ROOMS = 20;

    @Test
    void whatIsUnderWayAsAConnectionIsResetIsStoredOnceAndInOrder() throws IOException {
        String room = "cut-" + UUID.randomUUID();
        Vertx vertx = Vertx.vertx();
        try (LossyProxy way = LossyProxy.to(RedisServer.shared().port())) {
            RedisBroker broker = open(vertx, way.port());
            long expected = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                List<CompletableFuture<Receipt>> answers = new ArrayList<>();
                for (int i = 0; i < MESSAGES; i++) {
                    answers.add(broker.publish(OpenBroker.draft(room)).toCompletableFuture());
                }
                way.cut();
                for (CompletableFuture<Receipt> answer : answers) {
                    assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join().offset())
                            .isEqualTo(++expected);
                }
            }
            broker.close();
        } finally {
            vertx.close();
        }
    }

    @Test
    void aListenerThatFailsAtAnInterruptionKeepsNoOtherFromHearingOfIt() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (LossyProxy way = LossyProxy.to(RedisServer.shared().port())) {
            RedisBroker broker = open(vertx, way.port());
            CountDownLatch heard = new CountDownLatch(ROOMS);
            for (int i = 0; i < ROOMS; i++) {
                String room = "interrupted-" + UUID.randomUUID();
                OpenBroker.get(broker.subscribe(room, listener(heard::countDown)));
                OpenBroker.get(broker.subscribe(room + "-failing", listener(() -> {
                    throw new OutOfMemoryError("as for a buffer");
                })));
            }
            way.cut();
            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
            OpenBroker.await("proof of delivery", broker::delivers);
            broker.close();
        } finally {
            vertx.close();
        }
    }

    private static RoomListener listener(Runnable onInterruption) {
        return new RoomListener() {
            @Override
            public void onPublication(Publication publication) {}

            @Override
            public void onNews(RoomNews news) {}

            @Override
            public void onInterruption() {
                onInterruption.run();
            }
        };
    }

    private static RedisBroker open(Vertx vertx, int port) {
        return RedisBroker.open(
                vertx,
                new RedisOptions().setConnectionString("redis://localhost:" + port),
                OpenBroker.KEYS,
                Retentions.same(new Retention(10_000, 4_000_000, TimeUnit.HOURS.toMillis(1))),
                new PresenceSettings(1_000_000, 200),
                UUID.randomUUID().toString(),
                PositionCheck.ROUND_MILLIS,
                new SimpleMeterRegistry());
    }
}
