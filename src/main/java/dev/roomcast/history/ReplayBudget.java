package dev.roomcast.history;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

import dev.roomcast.delivery.LoopShard;

/**
 * Bytes of history that may be on their way to all clients of this instance at once. Who finds none left waits, so that a
 * thousand clients that come back together cost bounded memory. Those who wait are served in turns, one payer after
 * another, whatever number of requests each of them has made. One payer has at most a quarter of the bytes, unless half
 * of them are free. To be called on any thread; the lock is held for microseconds.
 */
final class ReplayBudget {

    private static final int QUARTER = 4;
    private static final int HALF = 2;

    private final long bytes;
    private final Map<String, Share> shares = new HashMap<>();

    /** Payers who wait, in the order in which they are served. */
    private final ArrayDeque<Share> turns = new ArrayDeque<>();

    private long free;

    private record Waiter(int bytes, LoopShard shard, Runnable granted) {}

    private static final class Share {
        private final ArrayDeque<Waiter> waiters = new ArrayDeque<>(2);
        private long held;
    }

    ReplayBudget(long bytes) {
        this.bytes = bytes;
        this.free = bytes;
    }

    /**
     * Takes bytes, and calls {@code granted} on the loop when they are taken: now, or when it is its turn.
     *
     * @param payer who pays: a user, or all guests of one address
     */
    void take(String payer, int wanted, LoopShard shard, Runnable granted) {
        synchronized (this) {
            Share share = shares.computeIfAbsent(payer, p -> new Share());
            if (!share.waiters.isEmpty() || !fits(share, wanted) || othersWaitForFreeBytes()) {
                if (share.waiters.isEmpty()) {
                    turns.addLast(share);
                }
                share.waiters.addLast(new Waiter(wanted, shard, granted));
                return;
            }
            grant(share, wanted);
        }
        shard.onLoop(granted);
    }

    /** Whether somebody who waits is not only held back by their own share. */
    private boolean othersWaitForFreeBytes() {
        Share first = turns.peekFirst();
        return first != null && free < first.waiters.peekFirst().bytes;
    }

    private boolean fits(Share share, int wanted) {
        boolean withinShare = share.held == 0 || share.held + wanted <= bytes / QUARTER;
        return wanted <= free && (withinShare || free - wanted >= bytes / HALF);
    }

    private void grant(Share share, int wanted) {
        free -= wanted;
        share.held += wanted;
    }

    /** Gives bytes back. */
    void giveBack(String payer, int given) {
        Waiter next;
        synchronized (this) {
            Share share = shares.get(payer);
            share.held -= given;
            free += given;
            next = next();
            if (share.held == 0 && share.waiters.isEmpty()) {
                shares.remove(payer);
            }
        }
        while (next != null) {
            next.shard.execute(next.granted);
            synchronized (this) {
                next = next();
            }
        }
    }

    /** Whose turn it is, with the bytes taken; null where nobody can be served. At most a few are passed over. */
    private Waiter next() {
        Iterator<Share> inTurn = turns.iterator();
        while (inTurn.hasNext()) {
            Share share = inTurn.next();
            Waiter waiter = share.waiters.peekFirst();
            if (waiter.bytes > free) {
                return null;
            }
            if (fits(share, waiter.bytes)) {
                inTurn.remove();
                share.waiters.pollFirst();
                grant(share, waiter.bytes);
                if (!share.waiters.isEmpty()) {
                    turns.addLast(share);
                }
                return waiter;
            }
        }
        return null;
    }

    /** Whether somebody waits for bytes that the payer holds. */
    synchronized boolean isShort(String payer) {
        Share share = shares.get(payer);
        return (share != null && !share.waiters.isEmpty()) || othersWaitForFreeBytes();
    }

    /** Bytes that nobody holds. */
    synchronized long free() {
        return free;
    }
}
