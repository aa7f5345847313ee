package dev.roomcast.delivery;

import java.util.ArrayDeque;

/**
 * The histories that one connection has asked for. One is sent at a time, the others wait here in their order, so that a
 * connection holds no more than one part of one history. Bounded by what may wait for an answer: each that waits is a
 * request without one, or a room that the connection is in. Owned by the connection's event loop.
 */
public final class ReplayQueue {

    private final LoopShard shard;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(2);
    private boolean busy;

    ReplayQueue(LoopShard shard) {
        this.shard = shard;
    }

    /**
     * Begins to send a history: now, or when those before it are sent. Also where the connection has ended meanwhile.
     *
     * @param start has to lead to {@link #leave}, once
     */
    public void enter(Runnable start) {
        if (busy) {
            waiting.addLast(start);
        } else {
            busy = true;
            start.run();
        }
    }

    /** Ends what {@link #enter} began; the next begins after what the loop does now. */
    public void leave() {
        Runnable next = waiting.pollFirst();
        if (next == null) {
            busy = false;
        } else {
            shard.execute(next);
        }
    }
}
