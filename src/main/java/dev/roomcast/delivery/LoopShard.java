package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.helpers.queues.Queues;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

/**
 * What one event loop owns: the members of rooms whose connections live on it, and what is on its way to them. Other
 * threads put frames into its inbox; the loop takes them out in one go, joins what belongs together, and flushes each
 * connection once.
 */
public final class LoopShard {

    private static final Logger LOG = Logger.getLogger(LoopShard.class);

    /** Actions of one tick: the loop has sockets to look after too. */
    private static final int MAX_ACTIONS = 1_024;

    private final Vertx vertx;
    private final Context context;
    private final Thread thread;
    private final CompressionService compression;
    private final BatchService batching;
    private final DeliveryMetrics metrics;

    private final Queue<Runnable> inbox = Queues.createMpscQueue();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final Lane everyone = new Lane();
    private final Lane everyonePacked = new Lane();
    private final List<ShardRoom> due = new ArrayList<>();
    private final List<Outbox> dirty = new ArrayList<>();
    private boolean ticking;
    private boolean deliversLast;

    /** Has to be made on the loop that it is for. */
    LoopShard(
            Vertx vertx,
            Context context,
            CompressionService compression,
            BatchService batching,
            DeliveryMetrics metrics) {
        this.vertx = vertx;
        this.context = context;
        this.thread = Thread.currentThread();
        this.compression = compression;
        this.batching = batching;
        this.metrics = metrics;
    }

    CompressionService compression() {
        return compression;
    }

    BatchService batching() {
        return batching;
    }

    DeliveryMetrics metrics() {
        return metrics;
    }

    /** Whether the caller is on this loop. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Runs an action on this loop: now where the caller is on it, else as soon as it can. */
    public void onLoop(Runnable action) {
        if (isCurrent()) {
            action.run();
        } else {
            execute(action);
        }
    }

    /** Runs an action on this loop, after what the loop does now. To be called on any thread. */
    public void execute(Runnable action) {
        inbox.add(action);
        wake();
    }

    /**
     * Runs an action on this loop later. To be called on the loop.
     *
     * @param millis milliseconds from now
     * @return what {@link #cancel} takes
     */
    public long schedule(long millis, Runnable action) {
        return vertx.setTimer(Math.max(1, millis), id -> execute(action));
    }

    /** Takes a scheduled action back. */
    public void cancel(long timer) {
        vertx.cancelTimer(timer);
    }

    private void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> tick());
        }
    }

    private void tick() {
        scheduled.set(false);
        ticking = true;
        for (int i = 0; i < MAX_ACTIONS; i++) {
            Runnable action = inbox.poll();
            if (action == null) {
                break;
            }
            guarded(action);
        }
        for (int i = 0; i < due.size(); i++) {
            deliversLast = i == due.size() - 1;
            guarded(due.get(i)::deliver);
        }
        deliversLast = false;
        due.clear();
        for (int i = 0; i < dirty.size(); i++) {
            guarded(dirty.get(i)::flush);
        }
        dirty.clear();
        ticking = false;
        if (!inbox.isEmpty()) {
            wake();
        }
    }

    /** One broken action must not take the others of the loop with it. */
    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("An action of an event loop failed", bug);
        }
    }

    /**
     * Whether the last room of a tick delivers: nothing more comes in this tick that what it sends could be joined with, so
     * that it may go at once, in one walk over the members and not two.
     */
    boolean deliversLast() {
        return deliversLast;
    }

    /** The room has something to deliver at the end of this tick. */
    void due(ShardRoom room) {
        due.add(room);
    }

    void flushLater(Outbox outbox) {
        dirty.add(outbox);
        if (!ticking) {
            wake();
        }
    }

    /** Makes the part of a room that lives on this loop. To be called on the loop. */
    public ShardRoom room(String roomId) {
        return new ShardRoom(roomId, this);
    }

    /** Lets a connection have what goes to everyone. To be called on the loop. */
    public void listenToEveryone(Subscriber subscriber) {
        laneOf(subscriber).add(subscriber);
    }

    /** Ends {@link #listenToEveryone}. */
    public void ignoreEveryone(Subscriber subscriber) {
        if (subscriber.index >= 0) {
            laneOf(subscriber).remove(subscriber);
        }
    }

    private Lane laneOf(Subscriber subscriber) {
        return subscriber.outbox().gzip() ? everyonePacked : everyone;
    }

    /**
     * Sends a frame to everyone on this loop. To be called on any thread.
     *
     * @param frame released when it was sent
     */
    public void sendToEveryone(Frame frame) {
        execute(() -> {
            try {
                everyone.sendNews(frame);
                if (!everyonePacked.isEmpty()) {
                    everyonePacked.sendNews(frame.packed(compression));
                }
            } finally {
                frame.release();
            }
        });
    }
}
