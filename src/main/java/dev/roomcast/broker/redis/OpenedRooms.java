package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.roomcast.broker.PresenceStore;

/**
 * Rooms that this instance opened and where nobody may have come yet. No connection holds such a room, so their hints are
 * looked after here until their time is over.
 */
final class OpenedRooms {

    /** More are not looked after: their hints are still there, and found stale by whoever lists them. */
    private static final int MAX = 100_000;

    private final ConcurrentHashMap<String, Long> until = new ConcurrentHashMap<>();

    void opened(String room) {
        if (until.size() < MAX) {
            until.put(room, System.nanoTime() + PresenceStore.EMPTY_ROOM_SECONDS * 1_000_000_000L);
        }
    }

    void closed(String room) {
        until.remove(room);
    }

    /** Those that may be open still. */
    Set<String> waiting() {
        return Set.copyOf(until.keySet());
    }

    /** Those whose time is over, once each. */
    List<String> takeOver() {
        long now = System.nanoTime();
        List<String> over = new ArrayList<>();
        until.forEach((room, end) -> {
            if (now - end >= 0 && until.remove(room, end)) {
                over.add(room);
            }
        });
        return over;
    }
}
