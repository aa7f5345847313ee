package dev.roomcast.room;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.delivery.Audience;
import dev.roomcast.delivery.Frame;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.ShardRoom;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.ServerMessage;

/**
 * What a live room hears, put in order: each entry of the log goes to the members once and by rising offset. An entry that
 * comes too early waits while those before it are read from the log; one that came before is dropped. There is one for
 * each room with members on this instance. Its lock is held for microseconds, and never while the broker is called.
 *
 * <p>There may be a hundred thousand, and next to nothing going on in most: what only some need is made when it is needed.
 */
final class RoomFeed implements RoomListener {

    private static final Logger LOG = Logger.getLogger(RoomFeed.class);

    /** Bytes read of the log at once to fill a gap. */
    private static final int FILL_BYTES = MessageWriter.HISTORY_PART_BYTES;

    /** Time until a log that could not be read is read again: longer each time, for there are many rooms. */
    private static final int FIRST_RETRY_MILLIS = 200;

    private static final int LONGEST_RETRY_MILLIS = 5_000;

    private final String roomId;
    private final FeedServices services;
    private CompletableFuture<RoomFeed> ready;
    private final List<RoomMember> members = new ArrayList<>(1);
    private final EarlyEntries waiting;
    private final MemberEvents memberEvents;
    private final RoomParts parts = new RoomParts();

    private String epoch;
    private long position;
    private boolean filling;
    private boolean fillAgain;
    private int retryMillis = FIRST_RETRY_MILLIS;
    private long retryTimer = -1;
    private boolean closed;

    RoomFeed(String roomId, FeedServices services) {
        this.roomId = roomId;
        this.services = services;
        this.memberEvents = new MemberEvents(this);
        this.waiting = new EarlyEntries(services.earlyBytes());
    }

    String roomId() {
        return roomId;
    }

    FeedServices services() {
        return services;
    }

    /** Whether it has to be begun: it never was, or that failed. */
    synchronized boolean begin() {
        if (ready != null && !ready.isCompletedExceptionally()) {
            return false;
        }
        ready = new CompletableFuture<>();
        return true;
    }

    /** Completes when whatever is said from then on reaches the members; never null once it was {@linkplain #begin begun}. */
    synchronized CompletableFuture<RoomFeed> ready() {
        return ready;
    }

    synchronized void add(RoomMember member) {
        member.index = members.size();
        members.add(member);
    }

    /** Takes a member out, and lets go of its part of the room where it was the last there. To be called on its loop. */
    synchronized void remove(RoomMember member) {
        RoomMember last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.index, last);
            last.index = member.index;
        }
        member.index = -1;
        if (member.shardRoom() != null && member.shardRoom().isEmpty()) {
            parts.remove(member.shardRoom());
        }
    }

    /** Whether nobody is in it here. */
    synchronized boolean isEmpty() {
        return members.isEmpty();
    }

    /** Begins where the log is now. */
    void start(Position at) {
        boolean doubtful;
        synchronized (this) {
            epoch = at.epoch();
            position = at.last();
            doubtful = waiting.keepOnly(epoch);
            drainWaiting();
            // What was announced between the reading and an interruption is in nobody's hands.
            doubtful |= !waiting.isEmpty() || fillAgain;
        }
        ready().complete(this);
        if (doubtful) {
            fill();
        }
    }

    void fail(Throwable cause) {
        ready().completeExceptionally(cause);
    }

    synchronized void close() {
        closed = true;
        parts.clear();
        waiting.clear();
        memberEvents.stop();
    }

    /** The part of the room on a loop, made where there was none. To be called on that loop. */
    synchronized ShardRoom attach(LoopShard shard) {
        return parts.on(shard, roomId, epoch, position);
    }

    @Override
    public void onPublication(Publication publication) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (epoch != null && publication.epoch().equals(epoch)) {
                if (publication.offset() <= position) {
                    services.metrics().duplicate();
                    return;
                }
                if (publication.offset() == position + 1) {
                    deliver(publication);
                    drainWaiting();
                    return;
                }
            }
            // Ahead of a gap, of another life of the log, or before the feed has begun.
            waiting.add(publication);
        }
        fill();
    }

    private void deliver(Publication publication) {
        parts.post(Frame.of(publication.json(), publication.offset()), Audience.EVERYONE);
        // After it: where there was no memory for the frame it is a gap, and not lost.
        position = publication.offset();
    }

    private void drainWaiting() {
        while (!waiting.isEmpty()) {
            Publication next = waiting.first();
            boolean ours = next.epoch().equals(epoch);
            if (ours && next.offset() > position + 1) {
                return;
            }
            waiting.removeFirst();
            if (ours && next.offset() == position + 1) {
                deliver(next);
            }
        }
    }

    @Override
    public void onInterruption() {
        fill();
    }

    @Override
    public synchronized boolean hasReached(String logEpoch, long last) {
        if (closed || epoch == null) {
            return true;
        }
        // A log that is gone was lost, but for one that nobody has written to.
        return logEpoch.isEmpty() ? position == 0 : logEpoch.equals(epoch) && position >= last;
    }

    /** Reads from the log what was missed, and goes on until nothing is missing. */
    private void fill() {
        long after;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (filling || epoch == null) {
                fillAgain = true;
                return;
            }
            filling = true;
            fillAgain = false;
            after = position;
            if (retryTimer >= 0) {
                services.vertx().cancelTimer(retryTimer);
                retryTimer = -1;
            }
        }
        services.metrics().gap();
        services.broker()
                .read(roomId, after, Long.MAX_VALUE, FILL_BYTES)
                .thenAccept(this::filled)
                .exceptionally(failure -> {
                    LOG.debugf("a gap of %s is not filled yet: %s", roomId, failure);
                    notFilled();
                    return null;
                });
    }

    /** Tries again later, or as soon as it is known that the log can be read. */
    private void notFilled() {
        boolean again;
        synchronized (this) {
            filling = false;
            again = fillAgain;
            if (!again && !closed) {
                retryTimer = services.vertx().setTimer(retryMillis, id -> fill());
                retryMillis = Math.min(2 * retryMillis, LONGEST_RETRY_MILLIS);
            }
        }
        if (again) {
            fill();
        }
    }

    private void filled(LogRun run) {
        boolean more;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!run.position().epoch().equals(epoch)) {
                reset(run.position().epoch());
                more = run.position().last() > 0;
            } else {
                // Not from where the reading began: what was missing may have come meanwhile.
                if (run.position().first() > position + 1) {
                    lost(run.position());
                }
                for (Publication publication : run.entries()) {
                    if (publication.offset() == position + 1) {
                        deliver(publication);
                    }
                }
                drainWaiting();
                more = position < run.position().last() || !waiting.isEmpty();
            }
            more |= fillAgain;
        }
        endFill();
        if (more) {
            fill();
        }
    }

    private synchronized void endFill() {
        filling = false;
        retryMillis = FIRST_RETRY_MILLIS;
    }

    /** The store lost the room's past: tells the members before anything of the new life. Guarded by this. */
    private void reset(String newEpoch) {
        epoch = newEpoch;
        position = 0;
        waiting.keepOnly(newEpoch);
        parts.postReset(Frame.of(MessageWriter.write(new ServerMessage.RoomReset(roomId, newEpoch))), newEpoch);
        drainWaiting();
        services.metrics().reset();
    }

    /**
     * What was missed is gone from the log too. The members here cannot have it any more; they are cut, so that each comes
     * back with {@code since} and gets the honest answer. Guarded by this.
     */
    private void lost(Position at) {
        services.metrics().lost();
        position = at.first() - 1;
        members.forEach(member -> {
            member.subscriber().outbox().shard().execute(member.subscriber().outbox()::giveUp);
        });
    }

    @Override
    public void onNews(RoomNews news) {
        if (news instanceof RoomNews.Signal signal) {
            postNews(Frame.of(signal.json()), Audience.EVERYONE);
        } else if (news instanceof RoomNews.Joined joined) {
            memberEvents.joined(joined);
        } else if (news instanceof RoomNews.Left left) {
            memberEvents.left(left);
        } else if (news instanceof RoomNews.Kicked kicked) {
            forEachMemberOf(kicked.userId(), RoomMember::kick);
        }
    }

    synchronized void postNews(Frame frame, Audience audience) {
        parts.post(frame, audience);
    }

    private synchronized void forEachMemberOf(String userId, Consumer<RoomMember> action) {
        for (RoomMember member : members) {
            if (member.user().id().equals(userId)) {
                action.accept(member);
            }
        }
    }
}
