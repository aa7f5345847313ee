package dev.roomcast.abuse;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.roomcast.testing.Connector;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.Tokens;

/**
 * Each second somebody else connects and joins a quiet room whose history was written before the attack. Measured is the
 * time from the beginning of the handshake to the last part of the history, which must be all there.
 */
final class Newcomers implements AutoCloseable {

    private static final String ROOM = "quiet-with-a-past";
    private static final int PAST = 200;
    private static final String CONTENT = "x".repeat(1_000);
    private static final long INTERVAL_NANOS = 1_000_000_000;

    /** How long one waits; the measured time of one who got nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Server server;
    private final Thread thread = new Thread(this::run, "newcomers");
    private final Latencies joins = new Latencies();
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicInteger missing = new AtomicInteger();
    private volatile boolean ended;

    Newcomers(Server server) {
        this.server = server;
        try (RoomcastClient writer = server.member("writer-of-the-past", ROOM)) {
            for (int i = 0; i < PAST; i++) {
                writer.say(ROOM, CONTENT);
            }
        }
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    /** What is measured from now on counts. */
    void beginMeasuring() {
        joins.clear();
    }

    /** Waits for the last one; returns how long the slowest took, in milliseconds. */
    double finish() {
        ended = true;
        try {
            thread.join(PATIENCE.toMillis() + 5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        join(); // once more, when all is over: the past is still there
        return joins.millis(1);
    }

    /** Messages of the past that somebody did not find, the most of any. */
    int missing() {
        return missing.get();
    }

    private void run() {
        long next = System.nanoTime();
        while (!ended) {
            join();
            next += INTERVAL_NANOS;
            long wait = next - System.nanoTime();
            if (wait > 0) {
                try {
                    TimeUnit.NANOSECONDS.sleep(wait);
                } catch (InterruptedException e) {
                    return;
                }
            } else {
                next = System.nanoTime();
            }
        }
    }

    private void join() {
        long begun = System.nanoTime();
        RoomcastClient client = null;
        try {
            Connector connector = server.chat().token(Tokens.user("newcomer-" + names.incrementAndGet()));
            client = connector.connect();
            client.send("join-room", "roomId", ROOM, "history", PAST);
            Frame history = client.await("history", f -> f.is("message-history", ROOM), PATIENCE);
            int got = history.messages().size();
            while (history.flag("more")) {
                history = client.await("history", f -> f.is("message-history", ROOM), PATIENCE);
                got += history.messages().size();
            }
            joins.add(System.nanoTime() - begun);
            int absent = PAST - got;
            missing.accumulateAndGet(absent, Math::max);
        } catch (RuntimeException | AssertionError failed) {
            joins.add(Math.max(PATIENCE.toNanos(), System.nanoTime() - begun));
        } finally {
            if (client != null && client.isOpen()) {
                client.drop();
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }
}
