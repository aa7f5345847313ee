package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.broker.redis.PublishQueue.Waiting;
import dev.roomcast.broker.redis.RoomScripts.Retention;
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

    /** What {@code read.lua} says an entry is. */
    private static final int DELETION = 1;

    private static final int DELETED = 2;

    private static final int LOOKED_AT_ONCE = 256;

    private static final String REMEMBERED_MILLIS = Integer.toString(DEDUPLICATION_SECONDS * 1_000);

    private final Topology redis;
    private final Retention retention;
    private final SeenPositions seen;
    private final PublishQueue queue;
    private final SharedReads<Stretch, LogRun> reads = new SharedReads<>(this::run);
    private final RedisMetrics metrics;

    /** What of a log is read; many who resume the same room at once ask for the same. */
    private record Stretch(String room, long after, long upTo, int maxBytes) {}

    /**
     * @param instance names this instance among all
     * @param seen shared with who hears announcements
     */
    RedisLogs(Topology redis, Retention retention, String instance, SeenPositions seen, RedisMetrics metrics) {
        this.redis = redis;
        this.retention = retention;
        this.seen = seen;
        this.metrics = metrics;
        this.queue = new PublishQueue(instance, this::send);
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return queue.add(draft);
    }

    /** Sends nothing to be published from now on. */
    void hold() {
        queue.hold();
    }

    /** Goes on. */
    void release() {
        queue.release();
    }

    /** Shows the store how far this instance has seen each room, so that a log that is behind begins a new life now. */
    CompletionStage<Void> showAllSeen() {
        return look(seen.rooms());
    }

    /** Looks where the logs of rooms are, so that those that nobody writes to are not taken for forgotten. */
    CompletionStage<Void> look(Collection<String> rooms) {
        return InFlight.forEach(rooms, LOOKED_AT_ONCE, room -> position(room).exceptionally(unavailable -> null));
    }

    /** Gives up what waits for too long. To be called ten times a second. */
    void expire() {
        queue.expire();
    }

    private void send(String room, List<Waiting> drafts) {
        List<String> keys = new ArrayList<>(RoomScripts.keys(room));
        List<Object> arguments = RoomScripts.arguments(seen.of(room), retention);
        arguments.add(REMEMBERED_MILLIS);
        arguments.add(redis.announceCommand());
        arguments.add(RedisKeys.live(room));
        String receipts = RedisKeys.receipts(room);
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

    private static String deletion(Draft draft) {
        return draft.target() + (draft.anyAuthor() ? " 1 " : " 0 ") + draft.messageId();
    }

    private void answer(String room, List<Waiting> drafts, Response reply) {
        Lines read = new Lines(reply.toBytes(), 0);
        String epoch = read.word();
        begun(room, epoch, read.number() == 1);
        for (Waiting waiting : drafts) {
            long outcome = read.number();
            long offset = read.number();
            long timestamp = read.number();
            String id = read.line();
            if (outcome == NOT_FOUND) {
                waiting.receipt().completeExceptionally(new BrokerException(BrokerException.Reason.NOT_FOUND));
            } else if (outcome == NOT_AUTHOR) {
                waiting.receipt().completeExceptionally(new BrokerException(BrokerException.Reason.NOT_AUTHOR));
            } else {
                seen.saw(room, epoch, offset);
                waiting.receipt()
                        .complete(new Receipt(
                                epoch,
                                offset,
                                timestamp,
                                id.isEmpty() ? waiting.draft().messageId() : id,
                                outcome == RETRY));
            }
        }
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
        List<Object> arguments = RoomScripts.arguments(seen.of(room), retention);
        arguments.add(stretch.after);
        arguments.add(stretch.upTo);
        arguments.add(stretch.maxBytes);
        return redis.send(Call.read(RoomScripts.READ, RoomScripts.keys(room), arguments.toArray()))
                .thenApply(reply -> parse(room, reply, stretch.maxBytes));
    }

    private LogRun parse(String room, Response reply, int maxBytes) {
        String epoch = reply.get(0).toString();
        begun(room, epoch, reply.get(1).toInteger() == 1);
        Position position =
                new Position(epoch, reply.get(2).toLong(), reply.get(3).toLong());
        seen.saw(room, epoch, position.last());
        List<Publication> run = new ArrayList<>((reply.size() - 4) / 5);
        long left = maxBytes;
        for (int at = 4; at < reply.size(); at += 5) {
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
