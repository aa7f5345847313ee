package dev.roomcast.broker.redis;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The furthest that this instance has seen of each room's log. It goes along with each call to the log, so that a store
 * that lost its last writes is found out before it numbers anything twice. Rooms that nothing was heard of for the longest
 * are forgotten first. Safe for many threads.
 */
final class SeenPositions {

    /** Rooms in each of the two generations. */
    private static final int GENERATION = 100_000;

    /** Bytes of heap that the rooms of a generation may take: names may be long, and a room is there for the asking. */
    private static final long GENERATION_BYTES = 32L << 20;

    /** One room, beside its name: the map's entry, what was seen, and the epoch. */
    private static final int ROOM_BYTES = 48 + 32 + 64;

    private final AtomicLong youngBytes = new AtomicLong();

    /** The furthest of a room that nothing is known of. */
    static final Seen NOTHING = new Seen("", 0);

    private volatile ConcurrentHashMap<String, Seen> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<String, Seen> old = new ConcurrentHashMap<>();

    /** A life of a log and the last offset that was seen of it. */
    record Seen(String epoch, long offset) {

        /** Epochs begin with their time, so that the later one is the greater one. */
        private Seen furthest(Seen other) {
            int order = epoch.compareTo(other.epoch);
            if (order == 0) {
                return offset >= other.offset ? this : other;
            }
            return order > 0 ? this : other;
        }
    }

    Seen of(String room) {
        Seen seen = young.get(room);
        if (seen == null) {
            seen = old.get(room);
        }
        return seen == null ? NOTHING : seen;
    }

    /** Notes what was seen. */
    void saw(String room, String epoch, long offset) {
        Seen now = new Seen(epoch, offset);
        ConcurrentHashMap<String, Seen> map = young;
        if (!map.containsKey(room)) {
            youngBytes.addAndGet(ROOM_BYTES + 2L * room.length());
        }
        map.merge(room, now.furthest(of(room)), Seen::furthest);
        if (isFull()) {
            age();
        }
    }

    private boolean isFull() {
        return young.size() > GENERATION || youngBytes.get() > GENERATION_BYTES;
    }

    /** Rooms that something is known of. */
    Set<String> rooms() {
        Set<String> rooms = new HashSet<>(old.keySet());
        rooms.addAll(young.keySet());
        return rooms;
    }

    private synchronized void age() {
        if (isFull()) {
            old = young;
            young = new ConcurrentHashMap<>();
            youngBytes.set(0);
        }
    }
}
