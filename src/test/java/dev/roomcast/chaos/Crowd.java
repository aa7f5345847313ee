package dev.roomcast.chaos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.ResumingClient.Ack;
import dev.roomcast.testing.Server;

/**
 * The clients. Readers are in every room and writers in one, and come back to any instance; one scout for each instance
 * comes back to that one alone, and tells by a word of its own whether what is said there is heard everywhere.
 */
final class Crowd implements AutoCloseable {

    static final List<String> ROOMS = List.of("chaos-1", "chaos-2", "chaos-3");

    /** The scouts' room. */
    static final String LOOKOUT = "lookout";

    private static final int READERS = 9;
    private static final int WRITERS = 6;

    /** Half of the writers wait for each ack, the others have so many messages under way. */
    private static final int WINDOW = 16;

    private static final long WRITE_EVERY_MS = 33;
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final List<ResumingClient> scouts = new ArrayList<>();
    private final Map<String, ResumingClient> readers = new HashMap<>();
    private final List<Writer> writers = new ArrayList<>();
    private volatile boolean silent;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** Connects all of them and begins to write. */
    Crowd(List<Server> servers) {
        for (int i = 0; i < servers.size(); i++) {
            ResumingClient scout = Server.resuming(scout(i), List.of(servers.get(i)));
            scouts.add(scout);
            scout.join(LOOKOUT);
        }
        for (int i = 0; i < READERS; i++) {
            ResumingClient reader = Server.resuming("reader-" + i, servers);
            readers.put("reader-" + i, reader);
            ROOMS.forEach(reader::join);
        }
        for (int i = 0; i < WRITERS; i++) {
            String room = ROOMS.get(i % ROOMS.size());
            ResumingClient client = Server.resuming("writer-" + i, servers);
            writers.add(new Writer("writer-" + i, client, room, i < WRITERS / 2 ? 1 : WINDOW));
            client.join(room);
        }
        clock.scheduleAtFixedRate(this::write, 0, WRITE_EVERY_MS, MILLISECONDS);
    }

    static String scout(int instance) {
        return "scout-" + instance;
    }

    List<ResumingClient> scouts() {
        return scouts;
    }

    Map<String, ResumingClient> readers() {
        return readers;
    }

    List<Writer> writers() {
        return writers;
    }

    Stream<ResumingClient> clients() {
        return Stream.concat(
                scouts.stream(),
                Stream.concat(readers.values().stream(), writers.stream().map(Writer::client)));
    }

    /** Every connection is lost at once, without a good-bye. */
    void cut() {
        clients().forEach(ResumingClient::drop);
    }

    /**
     * Waits until what is said on each instance is heard on each, and every reader has seen everything acked by then.
     *
     * @throws AssertionError where that does not come to pass in time, with what is missing
     */
    void awaitRecovered(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<CompletableFuture<Ack>> words =
                scouts.stream().map(scout -> scout.publish(LOOKOUT, "hello")).toList();
        try {
            CompletableFuture.allOf(words.toArray(CompletableFuture[]::new))
                    .orTimeout(patience.toNanos(), NANOSECONDS)
                    .join();
        } catch (CompletionException e) {
            List<Boolean> acked = words.stream().map(CompletableFuture::isDone).toList();
            throw new AssertionError("instances do not ack: " + acked + ", scouts closed "
                    + scouts.stream().map(ResumingClient::closes).toList());
        }
        Ack last = latest(words.stream().map(CompletableFuture::join));
        scouts.forEach(scout -> scout.awaitSeen(LOOKOUT, last, until(end)));
        awaitRead(until(end));
    }

    /** Waits until every reader has seen everything acked so far. */
    void awaitRead(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (String room : ROOMS) {
            Ack last = latest(writers.stream()
                    .filter(writer -> writer.room().equals(room))
                    .map(Writer::latest)
                    .filter(Objects::nonNull));
            if (last != null) {
                readers.values().forEach(reader -> reader.awaitSeen(room, last, until(end)));
            }
        }
    }

    private static Ack latest(Stream<Ack> acks) {
        return acks.reduce((one, other) -> other.isBehind(one) ? other : one).orElse(null);
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private void write() {
        if (!silent) {
            writers.forEach(Writer::write);
        }
    }

    /** Does something while nothing is under way. */
    void whileNobodyWrites(Runnable action) throws InterruptedException {
        silent = true;
        try {
            // One that was about to write has written after that.
            CompletableFuture.runAsync(() -> {}, clock).join();
            awaitAcks(PAUSE);
            action.run();
        } finally {
            silent = false;
        }
    }

    private void awaitAcks(Duration patience) throws InterruptedException {
        for (Writer writer : writers) {
            if (!writer.awaitAcks(patience)) {
                throw new AssertionError(writer.name() + " is owed acks");
            }
        }
    }

    /** Writes no more, and waits for the acks that are owed. */
    void stopWriting(Duration patience) throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(patience.toMillis(), MILLISECONDS);
        awaitAcks(patience);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients().parallel().forEach(ResumingClient::close);
    }
}
