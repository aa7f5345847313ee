package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
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
            OpenBroker.await("a broker that delivers", broker::delivers);
            Set<Long> offsets = new HashSet<>();
            long last = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                List<Draft> drafts = Stream.generate(() -> OpenBroker.draft(room))
                        .limit(MESSAGES)
                        .toList();
                List<CompletableFuture<Receipt>> answers = drafts.stream()
                        .map(draft -> broker.publish(draft).toCompletableFuture())
                        .toList();
                way.cut();
                for (int i = 0; i < MESSAGES; i++) {
                    Receipt receipt = unlessUnavailable(answers.get(i));
                    if (receipt == null) {
                        // On a machine that is busy the way back may take too long: then it is sent again, as clients
                        // do.
                        offsets.add(untilStored(broker, drafts.get(i)).offset());
                    } else {
                        assertThat(receipt.offset()).isGreaterThan(last);
                        last = receipt.offset();
                        offsets.add(last);
                    }
                }
                last = Collections.max(offsets);
            }
            assertThat(offsets).hasSize(CUTS * MESSAGES);
            assertThat(last).isEqualTo(CUTS * MESSAGES);
            broker.close();
        } finally {
            vertx.close();
        }
    }

    /** The receipt; null where it came too late. */
    private static Receipt unlessUnavailable(CompletableFuture<Receipt> answer) {
        return answer.orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    assertThat(failure).hasRootCauseInstanceOf(BrokerException.class);
                    return null;
                })
                .join();
    }

    private static Receipt untilStored(RedisBroker broker, Draft draft) {
        Receipt receipt = null;
        for (int tries = 0; receipt == null && tries < 20; tries++) {
            receipt = unlessUnavailable(broker.publish(draft).toCompletableFuture());
        }
        return receipt;
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
