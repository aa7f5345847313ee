package dev.roomcast.history;

import java.util.List;

import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.Outbox;
import dev.roomcast.history.HistoryService.Stretch;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.protocol.Since;
import dev.roomcast.room.RoomMember;

/**
 * Brings one member up to the live log of a room. The member is held from before the log's position is read until it
 * stands where the live frames of its loop stand, so that nothing falls between; what is said meanwhile is read from the
 * log afterwards. Owned by the connection's loop.
 */
public final class Replay {

    /** Time until the room is looked at again that does not know yet of the life its log is in. */
    private static final long RETRY_MILLIS = 100;

    private final Past past;
    private final RoomLog log;
    private final HistoryMetrics metrics;
    private final RoomMember member;
    private final Outbox outbox;
    private final LoopShard shard;
    private final HistoryReader reader;
    private final String requestId;
    private final Since since;
    private final int wanted;
    private final int memberCount;
    private final HistoryEnd historySent;
    private final int timesHeldAgain;
    private boolean ended;

    Replay(
            Past past,
            HistoryMetrics metrics,
            RoomMember member,
            HistoryReader reader,
            String requestId,
            Since since,
            int wanted,
            int memberCount,
            HistoryEnd historySent) {
        this.past = past;
        this.log = past.log();
        this.metrics = metrics;
        this.member = member;
        this.outbox = member.subscriber().outbox();
        this.shard = outbox.shard();
        this.reader = reader;
        this.requestId = requestId;
        this.since = since;
        this.wanted = wanted;
        this.memberCount = memberCount;
        this.historySent = historySent;
        this.timesHeldAgain = member.timesHeldAgain();
    }

    void start() {
        ReplayTurn turn = newTurn();
        turn.begin(() -> begin(turn));
    }

    private ReplayTurn newTurn() {
        return new ReplayTurn(past.budget(), outbox, reader.payer());
    }

    private void begin(ReplayTurn turn) {
        if (isOver()) {
            end(turn, null);
            return;
        }
        log.position(member.roomId())
                .whenComplete((position, failure) -> shard.onLoop(() -> {
                    if (failure != null) {
                        end(turn, failure);
                    } else {
                        open(turn, position);
                    }
                }));
    }

    private void open(ReplayTurn turn, Position position) {
        if (isOver()) {
            end(turn, null);
            return;
        }
        boolean recovered = since != null && isThere(position, since);
        Stretch stretch = recovered
                ? new Stretch(position, since.offset(), position.last())
                : Stretch.before(position, wanted, null);
        if (stretch.isEmpty()) {
            welcome(stretch, recovered);
            if (since != null || wanted > 0) {
                stream(turn, stretch, recovered).start();
            } else {
                end(turn, null);
            }
            release(position.epoch(), position.last());
        } else {
            turn.take(() -> readFirst(turn, stretch, recovered));
        }
    }

    private static boolean isThere(Position position, Since since) {
        return since.epoch().equals(position.epoch())
                && since.offset() <= position.last()
                && since.offset() >= position.first() - 1;
    }

    /** The first part is read before {@code room-joined} promises what the log may be dropping at this moment. */
    private void readFirst(ReplayTurn turn, Stretch stretch, boolean recovered) {
        if (isOver()) {
            end(turn, null);
            return;
        }
        past.part(member.roomId(), stretch.after(), stretch)
                .whenComplete((run, failure) -> shard.onLoop(() -> {
                    if (failure != null || isOver()) {
                        end(turn, failure);
                    } else if (!run.follows(stretch.position().epoch(), stretch.after())) {
                        turn.keep(0);
                        begin(turn);
                    } else {
                        welcome(stretch, recovered);
                        stream(turn, stretch, recovered).startWith(run);
                    }
                }));
    }

    private void welcome(Stretch stretch, boolean recovered) {
        if (since != null) {
            metrics.resume(recovered);
        }
        metrics.replay();
        Position position = stretch.position();
        outbox.send(MessageWriter.write(
                new ServerMessage.RoomJoined(
                        member.roomId(),
                        memberCount,
                        position.epoch(),
                        position.last(),
                        since == null ? null : recovered),
                requestId));
    }

    private void end(ReplayTurn turn, Throwable failure) {
        turn.end();
        finish(failure);
    }

    private HistoryStream stream(ReplayTurn turn, Stretch stretch, boolean recovered) {
        Boolean recoveredIfAsked = since == null ? null : (Boolean) recovered;
        Position position = stretch.position();
        return new HistoryStream(
                past,
                turn,
                new ReadCharge(reader, stretch.length()),
                outbox,
                member.roomId(),
                requestId,
                recoveredIfAsked,
                stretch,
                this::isOver,
                failure -> {
                    if (failure != null && !isOver()) {
                        // Its room-joined was sent: it must not stay in without what comes after.
                        outbox.giveUp();
                    }
                    finish(failure);
                    if (!stretch.isEmpty() && failure == null) {
                        release(position.epoch(), position.last());
                    }
                });
    }

    private void release(String epoch, long offset) {
        if (!isOver()) {
            member.shardRoom().release(member.subscriber(), epoch, offset, () -> readMissed(epoch, offset));
        }
    }

    private void readMissed(String epoch, long offset) {
        ReplayTurn turn = newTurn();
        turn.begin(() -> {
            if (isOver()) {
                turn.end();
            } else {
                turn.take(() -> readMissed(turn, epoch, offset));
            }
        });
    }

    private void readMissed(ReplayTurn turn, String epoch, long offset) {
        if (isOver()) {
            turn.end();
            return;
        }
        log.read(member.roomId(), offset, Long.MAX_VALUE, HistoryStream.PART_EVENT_BYTES)
                .whenComplete((run, failure) -> shard.onLoop(() -> {
                    if (isOver()) {
                        turn.end();
                    } else if (failure != null) {
                        turn.end();
                        outbox.giveUp();
                    } else {
                        sendMissed(turn, epoch, offset, run);
                    }
                }));
    }

    private void sendMissed(ReplayTurn turn, String epoch, long offset, LogRun run) {
        String now = run.position().epoch();
        if (!now.equals(epoch)) {
            turn.end();
            outbox.send(MessageWriter.write(new ServerMessage.RoomReset(member.roomId(), now)));
            release(now, 0);
        } else if (run.entries().isEmpty() && run.position().last() <= offset) {
            // There is nothing to be behind of: the room is still in the life before.
            turn.end();
            member.doubtRoom();
            shard.schedule(RETRY_MILLIS, () -> release(epoch, offset));
        } else if (!run.follows(epoch, offset)) {
            // The log dropped it meanwhile: too slow for what is kept.
            turn.end();
            outbox.giveUp();
        } else {
            List<byte[]> events = run.events();
            long upTo = offset + events.size();
            outbox.sendMissed(events, turn.othersWait(), () -> {
                turn.end();
                release(epoch, upTo);
            });
        }
    }

    /** Whether no more of it is sent: the member left, or joined again. */
    private boolean isOver() {
        return member.timesHeldAgain() != timesHeldAgain || member.isGone() || outbox.isClosed();
    }

    private void finish(Throwable failure) {
        if (!ended) {
            ended = true;
            historySent.ended(failure);
        }
    }
}
