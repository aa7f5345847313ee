package dev.roomcast.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
     * @param hasMore whether there are older ones
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
        return broker.position(roomId).thenCompose(position -> {
            Stretch stretch = Stretch.before(position, limit, before);
            if (stretch.isEmpty()) {
                return CompletableFuture.completedFuture(new Page(position.epoch(), List.of(), stretch.hasMore()));
            }
            return broker.read(roomId, stretch.after(), stretch.upTo(), Integer.MAX_VALUE)
                    .thenApply(run -> page(run));
        });
    }

    private static Page page(LogRun run) {
        List<Publication> entries = run.entries();
        boolean hasMore =
                !entries.isEmpty() && entries.get(0).offset() > run.position().first();
        return new Page(run.position().epoch(), run.events(), hasMore);
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
            long upTo = before == null ? position.last() : Math.min(before - 1, position.last());
            long after = Math.max(position.first() - 1, upTo - limit);
            return new Stretch(position, after, Math.max(upTo, after));
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
