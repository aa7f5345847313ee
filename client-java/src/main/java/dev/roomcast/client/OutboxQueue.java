package dev.roomcast.client;

import java.util.ArrayList;
import java.util.List;

/** What waits to be acknowledged in one room, oldest first. Changed on the loop. */
final class OutboxQueue {

    final String roomId;
    final List<OutboxItem> items = new ArrayList<>();
    int inFlight;
    /** After trouble: nothing until what is in flight has been answered, then one at a time until all is well. */
    boolean careful;
    /** Waits, searches and decisions under way: the queue goes on after the last of them. */
    int holds;

    OutboxQueue(String roomId) {
        this.roomId = roomId;
    }

    void fly(OutboxItem item, boolean flies) {
        item.inFlight = flies;
        inFlight += flies ? 1 : -1;
    }

    boolean isIdle() {
        return items.isEmpty() && inFlight == 0 && holds == 0;
    }
}
