package dev.roomcast.chaos;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.ResumingClient.Ack;
import dev.roomcast.testing.RoomRecord;
import dev.roomcast.testing.Server;

/** Members of one room behind a load balancer. Some of them write, in turn, and all of them read. */
final class Members implements AutoCloseable {

    static final String ROOM = "rolling";

    private static final int WRITERS = 4;

    /** Messages of one writer that may wait for their ack. */
    private static final int WINDOW = 16;

    /** So many connect side by side: fewer than an instance lets in each second. */
    private static final int CONNECTING = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ResumingClient> clients;
    private final List<Writer> writers;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int turn;

    /** Connects all of them, and waits until each is in the room. */
    Members(Server front, int count) {
        ExecutorService connecting = Executors.newFixedThreadPool(CONNECTING);
        List<CompletableFuture<ResumingClient>> joining = IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> member(front, i), connecting))
                .toList();
        clients = joining.stream().map(CompletableFuture::join).toList();
        connecting.shutdown();
        writers = IntStream.range(0, Math.min(WRITERS, count))
                .mapToObj(i -> new Writer(name(i), clients.get(i), ROOM, WINDOW))
                .toList();
    }

    private ResumingClient member(Server front, int which) {
        ResumingClient client = Server.resuming(name(which), List.of(front));
        client.join(ROOM);
        return client;
    }

    private static String name(int which) {
        return "member-" + which;
    }

    int count() {
        return clients.size();
    }

    /** Begins to write: so many messages a second in all. */
    void write(int messagesPerSecond) {
        clock.scheduleAtFixedRate(this::writeOne, 0, 1_000_000L / messagesPerSecond, MICROSECONDS);
    }

    private void writeOne() {
        writers.get(turn++ % writers.size()).write();
    }

    /** When each who came back since that moment did so, as {@link System#nanoTime} tells the time. */
    List<Long> reconnectsSince(long nanos) {
        return clients.stream()
                .flatMap(client -> client.connectedAt().stream())
                .filter(time -> time - nanos > 0)
                .toList();
    }

    /** The newest {@code afterMs} of everyone who came back since that moment. */
    List<Long> toldSince(long nanos) {
        return clients.stream()
                .filter(client -> last(client.connectedAt()) - nanos > 0)
                .map(client -> last(client.reconnectsAfterMs()))
                .toList();
    }

    private static long last(List<Long> values) {
        return values.get(values.size() - 1);
    }

    /** Waits until each who was told to reconnect is in the room again, and has everything that was acked by then. */
    void awaitAllBack() {
        long highest = writers.stream()
                .map(Writer::latest)
                .filter(Objects::nonNull)
                .mapToLong(Ack::offset)
                .max()
                .orElse(0);
        for (ResumingClient client : clients) {
            client.await(
                    "everyone back",
                    PATIENCE,
                    () -> client.record(ROOM).isLive()
                            && client.connections() > client.reconnectsAfterMs().size());
            client.awaitOffset(ROOM, highest, PATIENCE);
        }
    }

    /** Writes no more, and waits until everything is acked and everyone has it. */
    void stop() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(PATIENCE.toMillis(), MILLISECONDS);
        for (Writer writer : writers) {
            if (!writer.awaitAcks(PATIENCE)) {
                throw new AssertionError(writer.name() + " is owed acks");
            }
        }
        awaitAllBack();
    }

    long acked() {
        return writers.stream().mapToLong(writer -> writer.written().size()).sum();
    }

    /** Over all members. */
    long sum(ToLongFunction<RoomRecord> what) {
        return clients.stream()
                .mapToLong(client -> what.applyAsLong(client.record(ROOM)))
                .sum();
    }

    /** The longest time for which a member got no message of the room. */
    Duration longestSilence() {
        return clients.stream()
                .map(client -> client.record(ROOM).longestSilence())
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Compares what each member saw with the log and with the acks. */
    RoomAudit audit(Server server) {
        RoomAudit audit = new RoomAudit(ROOM, new TreeMap<>(Audit.log(server, ROOM)));
        for (int i = 0; i < clients.size(); i++) {
            audit.reader(name(i), clients.get(i).record(ROOM).entries());
        }
        writers.forEach(writer -> audit.writer(writer.name(), writer.written()));
        return audit;
    }

    /** What clients and writers noticed by themselves. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        clients.forEach(client -> {
            RoomRecord record = client.record(ROOM);
            violations.addAll(record.violations());
            violations.addAll(client.failures());
            if (record.losses() > 0) {
                violations.add("was told that something is lost");
            }
        });
        writers.forEach(writer -> violations.addAll(writer.failures()));
        return violations;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.parallelStream().forEach(ResumingClient::close);
    }
}
