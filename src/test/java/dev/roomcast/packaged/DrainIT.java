package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;

/** SIGTERM to exit, with members connected and a writer that writes until it is sent away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainIT {

    private static final String ROOM = "drained";
    private static final int READERS = 9;
    private static final long DRAIN_MS = 5_000;
    private static final long SPREAD_MS = DRAIN_MS * 8 / 10;

    /** What one connection lived through. */
    private static final class Witness {
        private final RoomcastClient client;
        private long toldAt;
        private long afterMs;
        private volatile long closedAt;

        Witness(RoomcastClient client) {
            this.client = client;
            client.whenClosed().thenRun(() -> closedAt = System.nanoTime());
        }

        long livedMs() {
            return TimeUnit.NANOSECONDS.toMillis(closedAt - toldAt);
        }
    }

    private ServerProcess process;
    private final List<Witness> witnesses = new ArrayList<>();
    private final List<Frame> acks = new ArrayList<>();
    private CompletableFuture<Void> writing;
    private volatile long writerClosedAt;
    private RawWebSocket lateComer;
    private int readiness;
    private int liveness;
    private int exitCode;

    /** The whole of it once; the tests look at what was seen. */
    @BeforeAll
    void drain() {
        process = ServerProcess.start(
                "ROOMCAST_DRAIN_TIMEOUT", DRAIN_MS + "ms", "ROOMCAST_LIMITS_MESSAGES_PER_SECOND", "0");
        for (int i = 0; i < READERS; i++) {
            witnesses.add(new Witness(process.server().member("reader-" + i, ROOM)));
        }
        RoomcastClient writer = process.server().member("writer", ROOM);
        writing = CompletableFuture.runAsync(() -> writeUntilClosed(writer));
        witnesses.forEach(w -> w.client.expect("room-message"));

        process.terminate();
        for (Witness witness : witnesses) {
            Frame reconnect = witness.client.expect("reconnect");
            witness.toldAt = System.nanoTime();
            witness.afterMs = reconnect.number("afterMs");
            assertThat(reconnect.text("reason")).isNotBlank();
        }
        lateComer = process.server().handshake("/chat", "Authorization: Bearer " + Tokens.user("late"));
        readiness = process.server().management().get("/q/health/ready").status();
        liveness = process.server().management().get("/q/health/live").status();
        witnesses.forEach(w -> w.client.closed());
        writing.orTimeout(20, TimeUnit.SECONDS).join();
        exitCode = process.awaitExit();
    }

    @AfterAll
    void end() {
        process.close();
    }

    private void writeUntilClosed(RoomcastClient writer) {
        for (int i = 0; ; i++) {
            try {
                acks.add(writer.say(ROOM, i));
            } catch (AssertionError closed) {
                assertThat(writer.closed()).isEqualTo(Close.of(1001, "Server shutdown"));
                writerClosedAt = System.nanoTime();
                return;
            }
        }
    }

    @Test
    void everyoneIsClosedWith1001() {
        assertThat(witnesses)
                .allSatisfy(w -> assertThat(w.client.closed()).isEqualTo(Close.of(1001, "Server shutdown")));
    }

    @Test
    void theDelaysAreSpreadEvenlyOver80PercentOfTheDrainTime() {
        long[] delays = witnesses.stream().mapToLong(w -> w.afterMs).sorted().toArray();
        assertThat(delays[delays.length - 1]).isLessThanOrEqualTo(SPREAD_MS);
        long step = SPREAD_MS / (READERS + 1); // the writer has a place, too
        for (int i = 1; i < delays.length; i++) {
            assertThat(delays[i] - delays[i - 1])
                    .as("%s", LongStream.of(delays).boxed().toList())
                    .isBetween(1L, 3 * step);
        }
    }

    @Test
    void eachIsServedUntilItsMoment() {
        assertThat(witnesses).allSatisfy(w -> assertThat(w.livedMs()).isGreaterThan(w.afterMs - 500));
    }

    @Test
    void handshakesAreRejectedWith503AndRetryAfterMeanwhile() {
        assertThat(lateComer.status()).isEqualTo(503);
        assertThat(lateComer.responseHeader("retry-after")).matches("\\d+");
    }

    @Test
    void readinessIsRedAndLivenessGreenMeanwhile() {
        assertThat(readiness).isEqualTo(503);
        assertThat(liveness).isEqualTo(200);
    }

    @Test
    void noAckedMessageIsMissingAmongWhatReadersSaw() {
        long lastAcked = acks.get(acks.size() - 1).offset();
        long furthest = 0;
        for (Witness witness : witnesses) {
            List<Long> seen = witness.client.drain(f -> f.is("room-message", ROOM)).stream()
                    .map(Frame::offset)
                    .toList();
            long last = seen.get(seen.size() - 1);
            assertThat(seen).isEqualTo(LongStream.rangeClosed(2, last).boxed().toList()); // 1 was awaited above
            furthest = Math.max(furthest, last);
        }
        if (witnesses.stream().anyMatch(w -> w.closedAt > writerClosedAt)) {
            assertThat(furthest).isGreaterThanOrEqualTo(lastAcked);
        }
    }

    @Test
    void theProcessEnds() {
        assertThat(exitCode).isIn(0, 143);
    }
}
