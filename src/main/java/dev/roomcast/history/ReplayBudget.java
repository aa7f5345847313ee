package dev.roomcast.history;

import java.util.ArrayDeque;

import dev.roomcast.delivery.LoopShard;

/**
 * Bytes of history that may be on their way to all clients of this instance at once. Who finds none left waits in turn; so
 * a thousand clients that come back together cost bounded memory. To be called on any thread.
 */
final class ReplayBudget {

    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private long free;

    private record Waiter(int bytes, LoopShard shard, Runnable granted) {}

    ReplayBudget(long bytes) {
        free = bytes;
    }

    /** Takes bytes, and calls {@code granted} on the loop when they are taken: now, or when it is its turn. */
    void take(int bytes, LoopShard shard, Runnable granted) {
        synchronized (this) {
            if (!waiters.isEmpty() || free < bytes) {
                waiters.addLast(new Waiter(bytes, shard, granted));
                return;
            }
            free -= bytes;
        }
        shard.onLoop(granted);
    }

    /** Gives bytes back. */
    void giveBack(int bytes) {
        while (true) {
            Waiter next;
            synchronized (this) {
                free += bytes;
                bytes = 0;
                next = waiters.peekFirst();
                if (next == null || free < next.bytes) {
                    return;
                }
                waiters.pollFirst();
                free -= next.bytes;
            }
            next.shard.execute(next.granted);
        }
    }

    synchronized long free() {
        return free;
    }
}
