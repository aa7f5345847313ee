package dev.roomcast.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Function;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.delivery.Outbox;
import dev.roomcast.protocol.Since;
import dev.roomcast.room.RoomMember;

/** Pages of a room's log, and what a client missed of it. */
@ApplicationScoped
@Startup
public class HistoryService {

    /** The part of the bytes for replays that what was just sent may take, kept for others: a quarter. */
    private static final int KEPT = 4;

    private final Broker broker;
    private final Past past;
    private final HistoryMetrics metrics;

    /**
     * A page of a room's log.
     *
     * @param events the events as clients get them, UTF-8, oldest first
     */
    public record Page(String epoch, List<byte[]> events, boolean hasMore) {}

    /** Reads the settings. */
    @Inject
    public HistoryService(Broker broker, RoomcastConfig config, HistoryMetrics metrics, MeterRegistry registry) {
        this.broker = broker;
        this.metrics = metrics;
        long bytes = config.limits().replayBytes();
        long kept = Math.min(bytes / KEPT, bytes - HistoryStream.PART_BYTES);
        long underWay = bytes - kept;
        RecentParts parts = new RecentParts(kept);
        ReplayBudget budget = new ReplayBudget(underWay);
        past = new Past(broker, budget, parts);
        Gauge.builder("roomcast.replay.bytes", budget, b -> underWay - b.free())
                .description("Bytes of history on their way to clients")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("roomcast.replay.kept", parts, RecentParts::bytes)
                .description("Bytes of history kept for a moment, for others who resume from the same offset")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * The newest messages, or those before an offset; at once and whole, for the HTTP API. To be called on any thread.
     *
     * @param limit messages at most
     * @param before the offset that the page ends before, or null
     */
    public CompletionStage<Page> page(String roomId, int limit, Long before) {
        return page(roomId, position -> Stretch.before(position, limit, before), HistoryService::hasOlder);
    }

    /**
     * The messages behind an offset, for the HTTP API; {@link Page#hasMore} says whether more follow. To be called on any
     * thread.
     *
     * @param limit messages at most
     * @param after the offset that the page begins behind: with the oldest that is kept where those between are gone
     * @param before the offset that the range ends before, or null
     */
    public CompletionStage<Page> pageAfter(String roomId, int limit, long after, Long before) {
        return page(
                roomId,
                position -> Stretch.after(position, limit, after, before),
                (stretch, run) -> stretch.upTo() < Stretch.end(run.position(), before));
    }

    private CompletionStage<Page> page(
            String roomId, Function<Position, Stretch> wanted, BiPredicate<Stretch, LogRun> hasMore) {
        return broker.position(roomId).thenCompose(position -> {
            Stretch stretch = wanted.apply(position);
            if (stretch.isEmpty()) {
                return CompletableFuture.completedFuture(new Page(position.epoch(), List.of(), false));
            }
            return broker.read(roomId, stretch.after(), stretch.upTo(), Integer.MAX_VALUE)
                    .thenApply(run -> new Page(run.position().epoch(), run.events(), hasMore.test(stretch, run)));
        });
    }

    private static boolean hasOlder(Stretch stretch, LogRun run) {
        List<Publication> entries = run.entries();
        return !entries.isEmpty() && entries.get(0).offset() > run.position().first();
    }

    /**
     * Sends the newest messages, or those before an offset, in parts. To be called on the connection's loop.
     *
     * @param reader who it is sent to
     * @param requestId what each part carries
     * @param ended called on the loop when the last part was handed to the socket; with an exception where the broker failed
     */
    public void send(
            Outbox outbox,
            HistoryReader reader,
            String requestId,
            String roomId,
            int limit,
            Long before,
            HistoryEnd ended) {
        ReplayTurn turn = new ReplayTurn(past.budget(), outbox, reader.payer());
        turn.begin(() -> {
            if (outbox.isClosed()) {
                turn.end();
                ended.ended(null);
                return;
            }
            broker.position(roomId)
                    .whenComplete((position, failure) -> outbox.shard().onLoop(() -> {
                        if (failure != null) {
                            turn.end();
                            ended.ended(failure);
                            return;
                        }
                        metrics.replay();
                        Stretch stretch = Stretch.before(position, limit, before);
                        ReadCharge charge = new ReadCharge(reader, stretch.length());
                        new HistoryStream(
                                        past,
                                        turn,
                                        charge,
                                        outbox,
                                        roomId,
                                        requestId,
                                        null,
                                        stretch,
                                        () -> false,
                                        ended)
                                .start();
                    }));
        });
    }

    /**
     * Brings a member who is held up to the live log, as {@code join-room} asks: says {@code room-joined}, then the history,
     * then releases it. Ends where the member leaves, or is held again. To be called on the connection's loop.
     *
     * @param reader who it is sent to
     * @param requestId what {@code room-joined} and each part carry
     * @param since what the client has seen, or null
     * @param wanted messages wanted where {@code since} is null or cannot be answered
     * @param memberCount for {@code room-joined}
     * @param historySent called on the loop when the last part of the history was handed to the socket
     */
    public void replay(
            RoomMember member,
            HistoryReader reader,
            String requestId,
            Since since,
            int wanted,
            int memberCount,
            HistoryEnd historySent) {
        new Replay(past, metrics, member, reader, requestId, since, wanted, memberCount, historySent).start();
    }

    /** Where a stretch of a log begins and ends. */
    record Stretch(Position position, long after, long upTo) {

        static Stretch before(Position position, int limit, Long before) {
            long upTo = end(position, before);
            long after = Math.max(position.first() - 1, upTo - limit);
            return new Stretch(position, after, Math.max(upTo, after));
        }

        static Stretch after(Position position, int limit, long after, Long before) {
            long end = end(position, before);
            long from = Math.min(end, Math.max(position.first() - 1, after));
            return new Stretch(position, from, Math.min(end, from + limit));
        }

        /** The last offset of a log, or of what is before another one. */
        static long end(Position position, Long before) {
            return before == null ? position.last() : Math.min(before - 1, position.last());
        }

        boolean isEmpty() {
            return upTo <= after;
        }

        /** How many messages. */
        long length() {
            return upTo - after;
        }

        /** Whether there is something older. */
        boolean hasMore() {
            return !isEmpty() && after >= position.first();
        }
    }
}
