package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.broker.redis.PublishQueue.Waiting;
import dev.roomcast.broker.redis.RoomScripts.Retentions;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.StoreChangedException;
import dev.roomcast.broker.redis.link.Topology;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.Event;

/** The rooms' logs, each a stream with what belongs to it. */
final class RedisLogs implements RoomLog {

    private static final EventLog LOG = EventLog.of(RedisLogs.class);

    /** What {@code publish.lua} says became of a draft. */
    private static final int RETRY = 1;

    private static final int NOT_FOUND = 2;
    private static final int NOT_AUTHOR = 3;
    private static final int OTHER_EPOCH = 4;

    /** What {@code read.lua} says an entry is. */
    private static final int DELETION = 1;

    private static final int DELETED = 2;

    /** Where a row of entries begins in what {@code read.lua} gives, and how many elements an entry has. */
    private static final int ENTRIES_AT = 5;

    private static final int ENTRY_SIZE = 5;

    /** What one run of {@code erase.lua} copies at most: it holds Redis up for a millisecond or two. */
    private static final int ERASED_ENTRIES = 128;

    private static final int ERASED_BYTES = 256 * 1024;

    private static final int COPY_MILLIS = 60_000;

    /** How long an ack of a deletion waits for the content to be erased, which goes on all the same. */
    private static final long ERASURE_MILLIS = 1_000;

    private static final int LOOKED_AT_ONCE = 256;

    private static final String REMEMBERED_MILLIS = Integer.toString(DEDUPLICATION_SECONDS * 1_000);

    private final Vertx vertx;
    private final Topology redis;
    private final RedisKeys redisKeys;
    private final Retentions retentions;
    private final SeenPositions seen;
    private final PublishQueue queue;
    private final SharedReads<Stretch, LogRun> reads = new SharedReads<>(this::run);
    private final RedisMetrics metrics;
    private final ContentErasure erasure;

    /** What of a log is read; many who resume the same room at once ask for the same. */
    private record Stretch(String room, long after, long upTo, int maxBytes) {}

    /**
     * @param instance names this instance among all
     * @param seen shared with who hears announcements
     */
    RedisLogs(
            Vertx vertx,
            Topology redis,
            RedisKeys redisKeys,
            Retentions retentions,
            String instance,
            SeenPositions seen,
            RedisMetrics metrics) {
        this.vertx = vertx;
        this.redis = redis;
        this.redisKeys = redisKeys;
        this.retentions = retentions;
        this.seen = seen;
        this.metrics = metrics;
        this.queue = new PublishQueue(instance, this::send);
        this.erasure = new ContentErasure(vertx, this::eraseSlice, metrics);
        metrics.watch(erasure);
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        CompletionStage<Receipt> stored = queue.add(draft);
        return draft.content() == null ? stored.thenCompose(receipt -> erased(draft.room(), receipt)) : stored;
    }

    /** A deletion is acked when its content is erased, or when that takes long. */
    private CompletionStage<Receipt> erased(String room, Receipt receipt) {
        CompletableFuture<Receipt> acked = new CompletableFuture<>();
        long patience = vertx.setTimer(ERASURE_MILLIS, id -> acked.complete(receipt));
        erasure.end(room).thenRun(() -> {
            vertx.cancelTimer(patience);
            acked.complete(receipt);
        });
        return acked;
    }

    /** Sends nothing to be published from now on. */
    void hold() {
        queue.hold();
    }

    /** Goes on. */
    void release() {
        queue.release();
    }

    /**
     * Shows the store how far this instance has seen each room, so that a log that is behind begins a new life now. It goes
     * the way of writes: that of reads may still lead to a store that hangs while this one was put in its place.
     *
     * @return completes when all was answered, or given up
     */
    CompletionStage<Void> showAllSeen() {
        return InFlight.forEach(seen.rooms(), LOOKED_AT_ONCE, room -> show(room).exceptionally(unavailable -> null));
    }

    private CompletionStage<Void> show(String room) {
        return redis.send(Call.write(RoomScripts.READ, RoomScripts.keys(redisKeys, room), stretch(room, 0, 0, 1)))
                .thenAccept(reply -> parse(room, reply, 1));
    }

    /** Looks at those rooms whose entries are dropped at that age. */
    CompletionStage<Void> look(Collection<String> rooms, long retentionMillis) {
        return look(rooms.stream()
                .filter(room -> retentions.of().apply(room).retentionMillis() == retentionMillis)
                .toList());
    }

    /** Looks where the logs of rooms are, so that those that nobody writes to are not taken for forgotten. */
    CompletionStage<Void> look(Collection<String> rooms) {
        return InFlight.forEach(rooms, LOOKED_AT_ONCE, room -> position(room).exceptionally(unavailable -> null));
    }

    /** As {@link #look}, at those rooms that nobody has written to: their logs are forgotten soonest. */
    CompletionStage<Void> lookAtUnwritten(Collection<String> rooms) {
        return look(rooms.stream().filter(room -> seen.of(room).offset() == 0).toList());
    }

    /** Gives up what waits for too long. To be called ten times a second. */
    void expire() {
        queue.expire();
    }

    private void send(String room, List<Waiting> drafts) {
        List<String> keys = new ArrayList<>(RoomScripts.keys(redisKeys, room));
        List<Object> arguments = arguments(room);
        arguments.add(REMEMBERED_MILLIS);
        arguments.add(redis.announceCommand());
        arguments.add(redisKeys.live(room));
        String receipts = redisKeys.receipts(room);
        for (Waiting waiting : drafts) {
            Draft draft = waiting.draft();
            keys.add(receipts + draft.userId() + '\n' + draft.messageId());
            arguments.add(draft.userId());
            arguments.add(waiting.attempt());
            arguments.add(draft.head());
            arguments.add(draft.content() == null ? "" : draft.content());
            arguments.add(draft.content() == null ? deletion(draft) : "");
        }
        metrics.published(drafts.size());
        // In any order: the queue keeps that of the room, and what is sent again is known by its attempt.
        redis.send(Call.inAnyOrder(RoomScripts.PUBLISH, keys, arguments.toArray()))
                .whenComplete((reply, failure) -> {
                    if (Failures.cause(failure) instanceof StoreChangedException) {
                        queue.again(room);
                        return;
                    }
                    try {
                        if (failure == null) {
                            answer(room, drafts, reply);
                        } else {
                            fail(drafts, Failures.cause(failure));
                        }
                    } finally {
                        queue.answered(room);
                    }
                });
    }

    private List<Object> arguments(String room) {
        return RoomScripts.arguments(seen.of(room), retentions.of().apply(room));
    }

    private static String deletion(Draft draft) {
        String epoch = draft.epoch() == null ? "" : draft.epoch();
        return draft.target() + (draft.anyAuthor() ? " 1 " : " 0 ") + epoch + " " + draft.messageId();
    }

    private void answer(String room, List<Waiting> drafts, Response reply) {
        Lines read = new Lines(reply.toBytes(), 0);
        String epoch = read.word();
        begun(room, epoch, read.number() == 1);
        if (read.number() == 1) {
            erasure.erase(room);
        }
        for (Waiting waiting : drafts) {
            long outcome = read.number();
            long offset = read.number();
            long timestamp = read.number();
            String id = read.line();
            if (outcome == NOT_FOUND) {
                waiting.receipt().completeExceptionally(new BrokerException(BrokerException.Reason.NOT_FOUND));
            } else if (outcome == NOT_AUTHOR) {
                waiting.receipt().completeExceptionally(new BrokerException(BrokerException.Reason.NOT_AUTHOR));
            } else if (outcome == OTHER_EPOCH) {
                waiting.receipt().completeExceptionally(new BrokerException(BrokerException.Reason.OTHER_EPOCH));
            } else {
                seen.saw(room, epoch, offset);
                Receipt receipt = new Receipt(
                        epoch, offset, timestamp, id.isEmpty() ? waiting.draft().messageId() : id, outcome == RETRY);
                waiting.receipt().complete(receipt);
            }
        }
    }

    private CompletionStage<ContentErasure.Run> eraseSlice(String room) {
        List<String> keys = new ArrayList<>(RoomScripts.keys(redisKeys, room));
        keys.add(redisKeys.copy(room));
        List<Object> arguments = arguments(room);
        arguments.add(ERASED_ENTRIES);
        arguments.add(ERASED_BYTES);
        arguments.add(COPY_MILLIS);
        return redis.send(Call.inAnyOrder(RoomScripts.ERASE, keys, arguments.toArray()))
                .thenApply(reply -> {
                    begun(room, reply.get(0).toString(), reply.get(1).toInteger() == 1);
                    return new ContentErasure.Run(
                            reply.get(2).toInteger() == 1, reply.get(3).toLong());
                });
    }

    /** Begins nothing more. */
    void close() {
        erasure.close();
    }

    private static void fail(List<Waiting> drafts, Throwable cause) {
        if (!(cause instanceof BrokerException)) {
            LOG.error("roomcast.publish.failed").because(cause).write();
            drafts.forEach(waiting -> waiting.receipt().completeExceptionally(cause));
        }
    }

    private void begun(String room, String epoch, boolean lostItsPast) {
        if (lostItsPast) {
            metrics.epochLost();
            LOG.warn("roomcast.room.past.lost")
                    .with("roomId", room)
                    .with("epoch", epoch)
                    .write();
        }
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return reads.get(new Stretch(room, 0, 0, 1)).thenApply(LogRun::position);
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        return reads.get(new Stretch(room, after, upTo, maxBytes));
    }

    private CompletionStage<LogRun> run(Stretch stretch) {
        String room = stretch.room;
        Object[] arguments = stretch(room, stretch.after, stretch.upTo, stretch.maxBytes);
        return redis.send(Call.read(RoomScripts.READ, RoomScripts.keys(redisKeys, room), arguments))
                .thenApply(reply -> parse(room, reply, stretch.maxBytes));
    }

    private Object[] stretch(String room, long after, long upTo, int maxBytes) {
        List<Object> arguments = arguments(room);
        arguments.add(after);
        arguments.add(upTo);
        arguments.add(maxBytes);
        return arguments.toArray();
    }

    private LogRun parse(String room, Response reply, int maxBytes) {
        String epoch = reply.get(0).toString();
        begun(room, epoch, reply.get(1).toInteger() == 1);
        Position position =
                new Position(epoch, reply.get(2).toLong(), reply.get(3).toLong());
        seen.saw(room, epoch, position.last());
        if (reply.get(4).toInteger() == 1) {
            // Deleted by an instance of an earlier version, or by one that did not live to erase it.
            erasure.erase(room);
        }
        List<Publication> run = new ArrayList<>((reply.size() - ENTRIES_AT) / ENTRY_SIZE);
        long left = maxBytes;
        for (int at = ENTRIES_AT; at < reply.size(); at += ENTRY_SIZE) {
            Publication entry = entry(epoch, reply, at);
            left -= entry.json().length + 1;
            if (left < 0 && !run.isEmpty()) {
                break;
            }
            run.add(entry);
        }
        return new LogRun(position, run);
    }

    private static Publication entry(String epoch, Response reply, int at) {
        long offset = reply.get(at).toLong();
        long timestamp = reply.get(at + 1).toLong();
        byte[] head = reply.get(at + 3).toBytes();
        byte[] json = switch (reply.get(at + 2).toInteger()) {
            case DELETED -> Event.tombstone(head, offset, timestamp);
            case DELETION -> Event.complete(head, offset, timestamp, null);
            default -> Event.complete(head, offset, timestamp, reply.get(at + 4).toBytes());
        };
        return new Publication(epoch, offset, timestamp, json);
    }
}
