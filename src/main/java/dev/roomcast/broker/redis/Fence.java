package dev.roomcast.broker.redis;

import java.util.concurrent.CompletionStage;

import io.vertx.core.Vertx;

import dev.roomcast.broker.redis.link.RedisLink;
import dev.roomcast.log.EventLog;

/**
 * Holds back what is to be published when another store is found in the place of the one before: a replica that became
 * master may lack the last writes, and the first to publish need not be the one who saw them. For a moment every instance
 * shows the new store how far it has seen each room, whereupon a log that is behind begins a new life, and only then does
 * anybody number anything. So does one that has just started, since it cannot know.
 */
final class Fence {

    private static final EventLog LOG = EventLog.of(Fence.class);

    /** Enough for others to find the new store and to show what they have seen; less than a publisher waits. */
    private static final long MOMENT_MILLIS = 800;

    /** What is held back at most while the store has not answered yet how far its logs are. */
    private static final long BOUND_MILLIS = 3_000;

    private final Vertx vertx;
    private final RedisLogs logs;
    private final RedisMetrics metrics;
    private int raised;

    /** {@link System#nanoTime} of the moment publishing was held; meaningless while it is not. */
    private long heldAt;

    private boolean holds;

    Fence(Vertx vertx, RedisLogs logs, RedisMetrics metrics) {
        this.vertx = vertx;
        this.logs = logs;
        this.metrics = metrics;
    }

    /** Another store may be there each time that commands reach it; on the link's event loop. */
    synchronized void onReached(RedisLink.Reached reached) {
        if (!reached.changed()) {
            return;
        }
        int turn = ++raised;
        if (!holds) {
            holds = true;
            heldAt = System.nanoTime();
        }
        logs.hold();
        LOG.info("roomcast.redis.store.new").with("store", reached.store()).write();
        CompletionStage<Void> shown = logs.showAllSeen();
        vertx.setTimer(MOMENT_MILLIS, id -> shown.whenComplete((done, failure) -> release(turn)));
        vertx.setTimer(BOUND_MILLIS, id -> release(turn));
    }

    private synchronized void release(int turn) {
        if (turn == raised && holds) {
            holds = false;
            metrics.held(System.nanoTime() - heldAt);
            logs.release();
        }
    }
}
