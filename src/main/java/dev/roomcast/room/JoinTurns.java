package dev.roomcast.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Joins that are under way at the broker: so many at once, and those who wait are served in turns, one payer after another.
 * A join is a handful of calls to the store, where publications wait behind them; without this, one client that joins a
 * thousand rooms would hold up what everybody says. To be called on any thread; the lock is held for microseconds.
 */
final class JoinTurns {

    /** Enough to keep a store busy, and few enough that it is through with them in some milliseconds. */
    private static final int AT_ONCE = 64;

    private final Map<String, ArrayDeque<Waiting>> waiting = new HashMap<>();

    /** Payers with somebody waiting, in the order in which they are served. */
    private final ArrayDeque<String> payers = new ArrayDeque<>();

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
                ArrayDeque<Waiting> ofPayer = waiting.get(payer);
                if (ofPayer == null) {
                    ofPayer = new ArrayDeque<>(2);
                    waiting.put(payer, ofPayer);
                    payers.addLast(payer);
                }
                ofPayer.addLast(new Waiting(loop, join));
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
            while (!payers.isEmpty() && (failed || underWay < AT_ONCE)) {
                next.add(poll());
                underWay++;
            }
        }
        next.forEach(one -> one.loop.execute(one.join));
    }

    private Waiting poll() {
        String payer = payers.pollFirst();
        ArrayDeque<Waiting> ofPayer = waiting.get(payer);
        Waiting first = ofPayer.pollFirst();
        if (ofPayer.isEmpty()) {
            waiting.remove(payer);
        } else {
            payers.addLast(payer);
        }
        return first;
    }

    /** Joins that wait. */
    synchronized int size() {
        return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
    }
}
