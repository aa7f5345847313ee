package dev.roomcast.room;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import dev.roomcast.limits.FairQueue;

/**
 * Joins that are under way at the broker: so many at once, and those who wait are served in turns, one payer after another.
 * A join is a handful of calls to the store, where publications wait behind them; without this, one client that joins a
 * thousand rooms would hold up what everybody says. To be called on any thread; the lock is held for microseconds.
 */
final class JoinTurns {

    /** Enough to keep a store busy, and few enough that it is through with them in some milliseconds. */
    private static final int AT_ONCE = 64;

    /** By payer. */
    private final FairQueue<String, Waiting> waiting = new FairQueue<>();

    private int underWay;

    private record Waiting(Executor loop, Runnable join) {}

    /**
     * Calls {@code join}: now, or when it is its turn. {@link #ended} has to follow.
     *
     * @param payer who pays: a user, or all guests of one address
     * @param loop where it is called if it has to wait
     */
    void begin(String payer, Executor loop, Runnable join) {
        synchronized (this) {
            if (underWay >= AT_ONCE) {
                waiting.add(payer, new Waiting(loop, join));
                return;
            }
            underWay++;
        }
        join.run();
    }

    /**
     * A join is done.
     *
     * @param failed where the store did not answer: then nobody waits any longer, so that all hear of it at the same time
     */
    void ended(boolean failed) {
        List<Waiting> next = new ArrayList<>(1);
        synchronized (this) {
            underWay--;
            while (!waiting.isEmpty() && (failed || underWay < AT_ONCE)) {
                next.add(waiting.poll());
                underWay++;
            }
        }
        next.forEach(one -> one.loop.execute(one.join));
    }

    /** Joins that wait. */
    synchronized int size() {
        return waiting.size();
    }
}
