package dev.roomcast.javaclient;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import dev.roomcast.client.ClientListener;
import dev.roomcast.client.Entry;
import dev.roomcast.client.JoinOptions;
import dev.roomcast.client.OutboxEvent;
import dev.roomcast.client.RoomcastClient;
import dev.roomcast.client.State;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/**
 * Java clients that all write and read one room without pause, while a proxy between them and the server cuts their
 * connections at random moments: {@code -Droomcast.reconnects=100} for more of them, {@code -Droomcast.seed=…} for the
 * same moments again.
 */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class JavaClientReconnectsTest extends ServerTest {

    private static final Logger LOG = Logger.getLogger(JavaClientReconnectsTest.class);
    private static final int CLIENTS = 4;
    private static final int RECONNECTS = Integer.getInteger("roomcast.reconnects", 10);
    private static final int LONGEST_LIFE_MS = 400;
    private static final int IN_FLIGHT = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void reconnectsUnderLoadLeaveNoGapAndNoDoubleAndEveryPublishAckedOnce() throws Exception {
        long seed = Long.getLong("roomcast.seed", System.nanoTime());
        Random random = new Random(seed);
        String roomId = unique("reconnects");
        List<Writer> writers = new ArrayList<>();
        try (LossyProxy proxy = LossyProxy.to(server.http().getPort())) {
            for (int i = 0; i < CLIENTS; i++) {
                writers.add(new Writer(proxy.port(), unique("writer"), roomId));
            }
            int cuts = 0;
            while (cuts < RECONNECTS) {
                CountDownLatch back = new CountDownLatch(CLIENTS);
                writers.forEach(writer -> writer.onNextOpen(back));
                // The life of a connection is what the test is about: it ends at a moment that nothing announces.
                Thread.sleep(random.nextInt(LONGEST_LIFE_MS));
                cut(proxy, random);
                cuts++;
                assertThat(back.await(PATIENCE.toSeconds(), SECONDS))
                        .as("all are back, seed %d", seed)
                        .isTrue();
            }
            writers.forEach(Writer::stop);
            verify(writers, roomId, seed, cuts);
        } finally {
            writers.forEach(Writer::close);
        }
    }

    /** One in three times nobody is let through for a while, so that clients find the door shut. */
    private static void cut(LossyProxy proxy, Random random) throws InterruptedException {
        if (random.nextInt(3) > 0) {
            proxy.cut();
            return;
        }
        proxy.shut();
        Thread.sleep(random.nextInt(LONGEST_LIFE_MS));
        proxy.goOn();
    }

    private void verify(List<Writer> writers, String roomId, long seed, int cuts) {
        Map<String, Long> acked = new HashMap<>();
        writers.forEach(writer -> acked.putAll(writer.acks()));
        long last = acked.values().stream().mapToLong(offset -> offset).max().orElseThrow();
        int reconnects = writers.stream().mapToInt(Writer::reconnects).sum();
        int resumptions =
                writers.stream().mapToInt(writer -> writer.reader.resumptions()).sum();
        for (Writer writer : writers) {
            writer.reader.awaitOffset(last);
            assertThat(writer.failures()).as("seed %d", seed).isEmpty();
            assertThat(writer.reader.violations()).as("seed %d", seed).isEmpty();
            assertThat(writer.reader.losses()).isZero();
            assertThat(writer.outOfOrder()).isEmpty();
            List<Entry> entries = writer.reader.entries();
            assertThat(entries.get(0).offset()).isEqualTo(1);
            assertThat(entries).hasSameSizeAs(acked.keySet()); // nothing was stored twice, or without an ack
            entries.forEach(entry -> assertThat(acked).containsEntry(entry.messageId(), entry.offset()));
        }
        LOG.infof(
                "seed %d: %d cuts of %d connections each, %d reconnects, %d resumptions, %d messages, each acked once and"
                        + " read once by %d readers, no gap, no double",
                seed, cuts, CLIENTS, reconnects, resumptions, acked.size(), writers.size());
        assertThat(reconnects).isGreaterThanOrEqualTo(RECONNECTS);
    }

    /** A client that always has some messages in flight. */
    private static final class Writer implements ClientListener {
        private final RoomcastClient client;
        private final dev.roomcast.client.Room room;
        private final Reader reader = new Reader();
        private final Map<String, Long> acks = new HashMap<>();
        private final List<String> failures = new ArrayList<>();
        private final List<String> outOfOrder = new ArrayList<>();
        private CountDownLatch nextOpen = new CountDownLatch(0);
        private long lastAck;
        private int opens;
        private int pending;
        private boolean stopped;

        Writer(int port, String user, String roomId) throws IOException {
            client = RoomcastClient.builder(URI.create("ws://localhost:" + port + "/chat"))
                    .token(Tokens.user(user))
                    .backoff(Duration.ofMillis(20), Duration.ofMillis(200))
                    .sendRate(0, 1)
                    .build();
            client.addListener(this);
            client.connect();
            room = client.room(roomId);
            room.addListener(reader);
            room.join(JoinOptions.DEFAULT.withHistory(1_000))
                    .orTimeout(PATIENCE.toSeconds(), SECONDS)
                    .join();
            for (int i = 0; i < IN_FLIGHT; i++) {
                publish();
            }
        }

        private synchronized void publish() {
            if (!stopped) {
                pending++;
                room.publish("a message").whenComplete((ack, error) -> {
                    settled(ack == null ? null : ack.messageId(), error);
                    publish();
                });
            }
        }

        private synchronized void settled(String messageId, Throwable error) {
            pending--;
            if (error != null) {
                failures.add(error.toString());
            }
            notifyAll();
        }

        /** Told in the order in which the outbox let them go. */
        @Override
        public synchronized void outbox(OutboxEvent event) {
            event.ack().ifPresent(ack -> {
                if (acks.put(event.messageId(), ack.position().offset()) != null) {
                    failures.add("acked twice: " + event.messageId());
                }
                if (ack.position().offset() <= lastAck) {
                    outOfOrder.add(ack.position().offset() + " after " + lastAck);
                }
                lastAck = ack.position().offset();
            });
        }

        @Override
        public synchronized void state(State state) {
            if (state instanceof State.Open) {
                opens++;
                nextOpen.countDown();
            }
        }

        synchronized void onNextOpen(CountDownLatch back) {
            nextOpen = back;
        }

        /** Writes no more, and waits until all is settled. */
        synchronized void stop() {
            stopped = true;
            long end = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (pending > 0 || client.unsent() > 0) {
                    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                    assertThat(left).as("%d are not settled", pending).isPositive();
                    wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        synchronized Map<String, Long> acks() {
            return Map.copyOf(acks);
        }

        synchronized List<String> failures() {
            return List.copyOf(failures);
        }

        synchronized List<String> outOfOrder() {
            return List.copyOf(outOfOrder);
        }

        synchronized int reconnects() {
            return opens - 1;
        }

        void close() {
            client.close();
        }
    }
}
