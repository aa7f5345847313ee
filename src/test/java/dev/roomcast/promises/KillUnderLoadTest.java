package dev.roomcast.promises;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.ResumingClient.Ack;
import dev.roomcast.testing.RoomRecord;
import dev.roomcast.testing.ServerTest;

/** Connections killed at random moments, 200 in all, while 20 writers write without pause. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class KillUnderLoadTest extends ServerTest {

    private static final Logger LOG = Logger.getLogger(KillUnderLoadTest.class);

    private static final int WRITERS = 20;
    private static final int READERS = 5;
    private static final int KILLS = 200;
    private static final int LONGEST_LIFE_MS = 120;
    private static final int LIMIT_SECONDS = 50;

    @Test
    void twoHundredKillsLeaveNoReaderWithAGapOrADouble() throws InterruptedException {
        long seed = Long.getLong("roomcast.seed", System.nanoTime());
        String room = unique("storm");
        List<Pump> pumps = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            ResumingClient writer = server.resuming(unique("writer"));
            writer.join(room);
            pumps.add(new Pump(writer, room));
        }
        CountDownLatch kills = new CountDownLatch(KILLS);
        ScheduledExecutorService killer = Executors.newScheduledThreadPool(1);
        try {
            List<ResumingClient> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(reader(room, new Random(seed + i), killer, kills));
            }
            pumps.forEach(Pump::start);
            assertThat(kills.await(LIMIT_SECONDS, SECONDS))
                    .as("%d of %d kills are left, seed %d", kills.getCount(), KILLS, seed)
                    .isTrue();
            long last = pumps.stream().mapToLong(Pump::stop).max().orElseThrow();
            readers.forEach(reader -> reader.awaitOffset(room, last));
            verify(room, readers, pumps, seed);
        } finally {
            killer.shutdownNow();
        }
    }

    /** A reader whose every connection is killed a random while after it was made, also in the midst of resuming. */
    private ResumingClient reader(String room, Random random, ScheduledExecutorService killer, CountDownLatch kills) {
        ResumingClient reader = server.resuming(unique("reader"));
        reader.join(room);
        Runnable plan = () -> killer.schedule(
                () -> {
                    if (kills.getCount() > 0) {
                        kills.countDown();
                        reader.drop();
                    }
                },
                random.nextInt(LONGEST_LIFE_MS),
                MILLISECONDS);
        reader.onConnected(plan);
        plan.run();
        return reader;
    }

    private static void verify(String room, List<ResumingClient> readers, List<Pump> pumps, long seed) {
        List<Ack> acks = pumps.stream().flatMap(pump -> pump.acks().stream()).toList();
        int connections = readers.stream().mapToInt(ResumingClient::connections).sum();
        int resumptions =
                readers.stream().mapToInt(r -> r.record(room).resumptions()).sum();
        LOG.infof(
                "seed %d: %d messages acked, %d readers, %d kills, %d connections, %d resumptions",
                seed, acks.size(), readers.size(), KILLS, connections, resumptions);
        assertThat(acks).extracting(Ack::offset).doesNotHaveDuplicates();
        for (ResumingClient reader : readers) {
            RoomRecord record = reader.record(room);
            assertThat(record.violations()).as("seed %d", seed).isEmpty();
            assertThat(record.losses()).isZero();
            assertThat(reader.failures()).isEmpty();
            var entries = record.entries();
            for (Ack ack : acks) {
                assertThat(entries.get(ack.offset()).messageId()).isEqualTo(ack.messageId());
            }
            assertThat(entries).hasSameSizeAs(acks);
        }
        assertThat(connections).isGreaterThanOrEqualTo(KILLS);
    }
}
