package dev.roomcast.broker.redis.link;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The writes of one slot of a cluster that were not answered yet, in their order. A slot that moves must not let a later
 * write overtake an earlier one by way of another master: so what comes waits until the master before has answered all
 * that it was sent, or has given it back. Owned by one event loop.
 */
final class SlotWrites {

    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final Set<Pending> underWay = new HashSet<>();
    private Node master;
    private boolean isMoving;

    void add(Pending write) {
        waiting.add(write);
    }

    /** Sends what waits, where that may be; {@code to} is null where no master serves the slot. */
    void forward(Node to) {
        if (isMoving || (master != to && !underWay.isEmpty())) {
            return;
        }
        if (to == null) {
            giveUp();
            return;
        }
        master = to;
        for (Pending write = waiting.poll(); write != null; write = waiting.poll()) {
            if (!write.isDone()) {
                underWay.add(write);
            }
            to.send(write);
        }
    }

    /** A write was answered, or given up. */
    void answered(Pending write) {
        underWay.remove(write);
    }

    /** A master gives writes back: they are the first, and all wait until it is known who has the slot. */
    void takeBack(List<Pending> writes) {
        for (int i = writes.size() - 1; i >= 0; i--) {
            underWay.remove(writes.get(i));
            waiting.addFirst(writes.get(i));
        }
        isMoving = true;
    }

    /** It was asked who has the slot. */
    void goOn() {
        isMoving = false;
    }

    /** Gives up what waits for too long. */
    void expire(long now) {
        List.copyOf(waiting).forEach(write -> {
            if (write.isExpired(now)) {
                write.giveUp();
            }
        });
    }

    void giveUp() {
        List<Pending> given = List.copyOf(waiting);
        waiting.clear();
        given.forEach(Pending::giveUp);
    }

    boolean isThrough() {
        return waiting.isEmpty() && underWay.isEmpty() && !isMoving;
    }
}
