package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jboss.logging.Logger;

/**
 * The members of one room on one event loop. Those who are live all stand at the same offset, so that what comes next is
 * the same bytes for each; those who are held are being brought up to there. Owned by the loop, but for {@link #post}.
 *
 * <p>There may be a hundred thousand, and next to nothing going on in most: what only some need is made when it is needed.
 */
public final class ShardRoom {

    private static final Logger LOG = Logger.getLogger(ShardRoom.class);

    /** Stands for each lane that nobody was ever in; nobody is put into this one. */
    private static final Lane NOBODY = new Lane();

    private final String id;
    private final LoopShard shard;
    private final List<Posting> pending = new ArrayList<>(0);
    private Lane plain = NOBODY;
    private Lane packed = NOBODY;
    private Lane batched = NOBODY;
    private Lane batchedPacked = NOBODY;

    /** Null as long as nobody wanted batches. */
    private BatchGatherer gatherer;

    private List<Subscriber> held = Collections.emptyList();

    /** Null while nobody is held. */
    private RecentFrames recent;

    private String epoch;
    private long position;

    ShardRoom(String id, LoopShard shard) {
        this.id = id;
        this.shard = shard;
    }

    String id() {
        return id;
    }

    /** The loop that this is on. */
    public LoopShard shard() {
        return shard;
    }

    /** Where the room's feed stood when this part of the room began to hear of it. */
    public void startAt(String newEpoch, long newPosition) {
        epoch = newEpoch;
        position = newPosition;
    }

    /** Whether nobody is in it. */
    public boolean isEmpty() {
        return held.isEmpty() && size() == 0;
    }

    private int size() {
        return plain.size() + packed.size() + batched.size() + batchedPacked.size();
    }

    /**
     * Posts a frame to the members. To be called on any thread; frames with offsets in the order of these.
     *
     * @param frame released when it was delivered
     */
    public void post(Frame frame, Audience audience) {
        accept(new Posting(frame, audience, null));
    }

    /**
     * Posts the frame that begins a new life of the room's log. To be called on any thread.
     *
     * @param frame released when it was delivered
     * @param newEpoch the new epoch
     */
    public void postReset(Frame frame, String newEpoch) {
        accept(new Posting(frame, Audience.EVERYONE, new Posting.Reset(newEpoch)));
    }

    private void accept(Posting posting) {
        shard.execute(() -> {
            if (pending.isEmpty()) {
                shard.due(this);
            }
            pending.add(posting);
        });
    }

    /** Takes somebody in, held. */
    public void hold(Subscriber subscriber) {
        if (held.isEmpty()) {
            held = new ArrayList<>(1);
            recent = new RecentFrames();
        }
        held.add(subscriber);
    }

    /** Holds somebody back who is live, to be brought up again from the log. */
    public void holdAgain(Subscriber subscriber) {
        remove(subscriber);
        hold(subscriber);
    }

    /** Puts somebody out; what came before, and what was gathered for them, goes first. */
    public void remove(Subscriber subscriber) {
        deliver();
        if (subscriber.index >= 0) {
            if (subscriber.outbox().batch()) {
                gatherer.flush();
            }
            laneOf(subscriber).remove(subscriber);
        } else if (held.remove(subscriber)) {
            subscriber.waitingAt = -1;
            subscriber.behind = null;
            forgetIfNobodyIsHeld();
        }
    }

    /**
     * Lets a held subscriber have what is live from the offset after the one it was brought up to: at once, or when what is
     * on its way has come that far.
     *
     * @param atEpoch the life of the log that it was brought up in
     * @param atOffset the offset that it was brought up to
     * @param behind called on the loop, now or later, where the log has to be read further first: what was said since is
     *     not all here, is more than the outbox takes at once, or belongs to another life of the log
     */
    public void release(Subscriber subscriber, String atEpoch, long atOffset, Runnable behind) {
        if (!atEpoch.equals(epoch)) {
            behind.run();
            return;
        }
        subscriber.waitingAt = atOffset;
        subscriber.behind = behind;
        goLive(subscriber);
    }

    private void goLive(Subscriber subscriber) {
        long at = subscriber.waitingAt;
        if (at > position) {
            return;
        }
        subscriber.waitingAt = -1;
        Runnable behind = subscriber.behind;
        subscriber.behind = null;
        if (!recent.hasAllAfter(at, position)
                || (at < position && subscriber.outbox().exceeds(recent.bytesAfter(at)))) {
            behind.run();
            return;
        }
        held.remove(subscriber);
        recent.forEachAfter(
                at,
                frame -> subscriber
                        .outbox()
                        .send(subscriber.outbox().gzip() ? frame.packed(shard.compression()) : frame));
        if (subscriber.outbox().batch()) {
            if (gatherer == null) {
                gatherer = new BatchGatherer(this);
            }
            // Whoever is in that lane has to stand at the same offset.
            gatherer.flush();
        }
        laneOf(subscriber).add(subscriber);
        forgetIfNobodyIsHeld();
    }

    private void forgetIfNobodyIsHeld() {
        if (held.isEmpty()) {
            held = Collections.emptyList();
            recent.release();
            recent = null;
        }
    }

    /** The lane that it belongs to, made where nobody was ever in it. */
    private Lane laneOf(Subscriber subscriber) {
        Outbox outbox = subscriber.outbox();
        if (outbox.batch()) {
            return outbox.gzip() ? (batchedPacked = made(batchedPacked)) : (batched = made(batched));
        }
        return outbox.gzip() ? (packed = made(packed)) : (plain = made(plain));
    }

    private static Lane made(Lane lane) {
        return lane == NOBODY ? new Lane() : lane;
    }

    /** Delivers what was posted since the last time. */
    void deliver() {
        if (pending.isEmpty()) {
            return;
        }
        try {
            int size = size();
            sendPending();
            shard.metrics().delivered(size, pending);
        } catch (RuntimeException | Error broken) {
            brokeOff(broken);
        } finally {
            for (int i = 0; i < pending.size(); i++) {
                advance(pending.get(i));
                pending.get(i).frame().release();
            }
            pending.clear();
        }
        // Whoever goes live or falls behind leaves the list: from the end.
        for (int i = held.size() - 1; i >= 0; i--) {
            Subscriber subscriber = held.get(i);
            if (subscriber.waitingAt >= 0) {
                goLive(subscriber);
            }
        }
    }

    private void sendPending() {
        if (!plain.isEmpty()) {
            plain.send(pending, null);
        }
        if (!packed.isEmpty()) {
            packed.send(pending, shard.compression());
        }
        if (!batched.isEmpty() || !batchedPacked.isEmpty()) {
            gatherer.add(pending);
        }
    }

    /** Nobody knows who got what, as where no memory was left for a frame: gives all up, so that they come back. */
    void brokeOff(Throwable cause) {
        LOG.errorf(cause, "A delivery to the members of %s broke off", id);
        plain.giveUp();
        packed.giveUp();
        batched.giveUp();
        batchedPacked.giveUp();
    }

    private void advance(Posting posting) {
        if (posting.reset() != null) {
            startAt(posting.reset().epoch(), 0);
            if (recent != null) {
                recent.release();
            }
            held.forEach(ShardRoom::fallBehind);
        } else if (posting.frame().offset() > 0) {
            position = posting.frame().offset();
            if (recent != null) {
                recent.add(posting.frame());
            }
        }
    }

    /** What it was brought up to belongs to a life of the log that is over. */
    private static void fallBehind(Subscriber subscriber) {
        if (subscriber.waitingAt >= 0) {
            Runnable behind = subscriber.behind;
            subscriber.waitingAt = -1;
            subscriber.behind = null;
            subscriber.outbox().shard().execute(behind);
        }
    }

    /** Sends to those who want batches; plain frames and packed ones as each likes. */
    void sendBatched(Frame frame) {
        batched.send(frame);
        if (!batchedPacked.isEmpty()) {
            batchedPacked.send(frame.packed(shard.compression()));
        }
    }

    /** As {@link #sendBatched}, for news. */
    void sendNewsBatched(Frame frame, Audience audience) {
        batched.sendNews(frame, audience);
        if (!batchedPacked.isEmpty()) {
            batchedPacked.sendNews(frame.packed(shard.compression()), audience);
        }
    }
}
