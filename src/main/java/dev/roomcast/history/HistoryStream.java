package dev.roomcast.history;

import java.util.List;
import java.util.function.BooleanSupplier;

import dev.roomcast.broker.LogRun;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.Outbox;
import dev.roomcast.delivery.SharedTail;
import dev.roomcast.history.HistoryService.Stretch;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.MessageWriter.HistoryPart;

/**
 * Sends a stretch of a room's log as {@code message-history}, part by part: the next part is read when the socket has
 * taken the one before, so that a slow client costs one part of memory. Ends the turn on its connection that it was given.
 * Owned by the connection's loop.
 */
final class HistoryStream {

    /** Bytes of one part on the wire. */
    static final int PART_BYTES = MessageWriter.HISTORY_PART_BYTES;

    static final int PART_EVENT_BYTES = MessageWriter.HISTORY_EVENT_BYTES;

    private final Past past;
    private final ReplayTurn turn;
    private final RecentParts parts;
    private final Outbox outbox;
    private final LoopShard shard;
    private final String roomId;
    private final String requestId;
    private final Boolean recovered;
    private final Stretch stretch;
    private final BooleanSupplier over;
    private final HistoryEnd ended;
    private final ReadCharge charge;
    private long cursor;

    /**
     * @param past where from
     * @param turn the turn that it is sent in, which has begun
     * @param charge what its parts are charged to
     * @param over whether nobody wants any more of it
     */
    HistoryStream(
            Past past,
            ReplayTurn turn,
            ReadCharge charge,
            Outbox outbox,
            String roomId,
            String requestId,
            Boolean recovered,
            Stretch stretch,
            BooleanSupplier over,
            HistoryEnd ended) {
        this.past = past;
        this.turn = turn;
        this.charge = charge;
        this.parts = past.parts();
        this.outbox = outbox;
        this.shard = outbox.shard();
        this.roomId = roomId;
        this.requestId = requestId;
        this.recovered = recovered;
        this.stretch = stretch;
        this.over = over;
        this.ended = ended;
        this.cursor = stretch.after();
    }

    /** Begins with the first part. */
    void start() {
        if (stretch.isEmpty()) {
            SharedTail nothing = SharedTail.of(MessageWriter.writeHistoryTail(List.of()));
            sendAndRelease(head(true), nothing, turn::end);
            ended.ended(null);
        } else {
            turn.take(this::read);
        }
    }

    /** Begins with a first part that was read already; its bytes are taken. */
    void startWith(LogRun run) {
        send(run);
    }

    private void read() {
        if (over.getAsBoolean() || outbox.isClosed()) {
            end(null);
            return;
        }
        past.part(roomId, cursor, stretch)
                .whenComplete((run, failure) -> shard.onLoop(() -> {
                    if (failure != null) {
                        end(failure);
                    } else {
                        send(run);
                    }
                }));
    }

    /** The bytes of one part are taken when this is called. */
    private void send(LogRun run) {
        if (over.getAsBoolean() || outbox.isClosed()) {
            end(null);
        } else if (!run.follows(stretch.position().epoch(), cursor)) {
            tooSlow();
        } else {
            SharedTail tail = parts.tail(roomId, cursor, run, shard);
            charge.part(tail.size());
            outbox.prepareReplay(tail, () -> send(run, tail));
        }
    }

    private void send(LogRun run, SharedTail tail) {
        if (over.getAsBoolean() || outbox.isClosed()) {
            tail.release();
            end(null);
            return;
        }
        cursor += run.entries().size();
        boolean last = cursor >= stretch.upTo();
        byte[] head = head(last);
        turn.keep(head.length + tail.size());
        sendAndRelease(head, tail, () -> {
            if (last) {
                turn.end();
            } else {
                turn.keep(0);
                turn.take(this::read);
            }
        });
        if (last) {
            ended.ended(null);
        }
    }

    private void sendAndRelease(byte[] head, SharedTail tail, Runnable taken) {
        try {
            outbox.sendReplay(head, tail, turn.othersWait(), taken);
        } finally {
            tail.release();
        }
    }

    /** The log dropped what was still to be sent: the client is behind by more than is kept, and may come back. */
    private void tooSlow() {
        turn.end();
        outbox.giveUp();
        ended.ended(null);
    }

    private void end(Throwable failure) {
        turn.end();
        ended.ended(failure);
    }

    private byte[] head(boolean last) {
        return MessageWriter.writeHistoryHead(new HistoryPart(
                requestId, roomId, stretch.position().epoch(), recovered, last ? stretch.hasMore() : null, !last));
    }
}
