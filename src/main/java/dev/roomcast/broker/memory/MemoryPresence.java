package dev.roomcast.broker.memory;

import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.broker.PresenceStore.Entered;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/** The open rooms and who is in them. */
final class MemoryPresence {

    /** A room that waits for its first member: its objects, its place among all rooms and among those that wait. */
    private static final int WAITING_ROOM = 168;

    private final ConcurrentNavigableMap<String, RoomPresence> rooms = new ConcurrentSkipListMap<>();

    /** Rooms that were opened and not entered yet, in the order of their opening. Guarded by itself. */
    private final LinkedHashMap<String, RoomPresence> awaiting = new LinkedHashMap<>();

    private final AtomicInteger count = new AtomicInteger();
    private final MemoryUse.Part waitingRooms;
    private final LongSupplier steady;
    private final MemoryEventQueue events;
    private final int maxRooms;

    /**
     * @param maxRooms open rooms there may be, 0 for any number
     * @param waitingRooms where rooms are counted that wait for their first member; past its bound the oldest are closed,
     *     which nobody notices: who enters one opens it
     * @param steady milliseconds that never go back
     * @param events where events for back ends are queued; null where nobody wants any
     */
    MemoryPresence(int maxRooms, MemoryUse.Part waitingRooms, LongSupplier steady, MemoryEventQueue events) {
        this.events = events;
        this.maxRooms = maxRooms;
        this.waitingRooms = waitingRooms;
        this.steady = steady;
    }

    boolean open(String room) {
        while (true) {
            RoomPresence existing = rooms.get(room);
            if (existing != null && existing.isOpen(steady.getAsLong())) {
                return false;
            }
            if (existing != null) {
                remove(room, existing);
            }
            RoomPresence opened = addRoom(room);
            if (opened != null) {
                awaitMember(room, opened);
                return true;
            }
        }
    }

    Entered enter(String room, Member member) {
        while (true) {
            RoomPresence existing = rooms.get(room);
            RoomPresence presence = existing == null ? addRoom(room) : existing;
            Entered entered = presence == null ? null : presence.enter(member, room, events);
            if (entered != null) {
                if (existing != null && entered.memberCount() == 1) {
                    stopAwaiting(room, presence);
                }
                return entered;
            }
            if (existing != null) {
                // Closed: its last member is leaving at this moment.
                remove(room, existing);
            }
        }
    }

    /** Null where another was quicker. */
    private RoomPresence addRoom(String room) {
        RoomPresence presence = newRoom();
        // Whoever enters it waits until it is told that it was opened.
        synchronized (presence) {
            if (rooms.putIfAbsent(room, presence) == null) {
                if (events != null) {
                    events.room(EventKind.ROOM_OPENED, room);
                }
                return presence;
            }
        }
        count.decrementAndGet();
        return null;
    }

    private void awaitMember(String room, RoomPresence presence) {
        synchronized (awaiting) {
            // At the end, also where one of its name is still in it: they stand in the order of their time.
            if (awaiting.remove(room) == null) {
                waitingRooms.add(weight(room));
            }
            awaiting.put(room, presence);
            Iterator<Map.Entry<String, RoomPresence>> oldestFirst =
                    awaiting.entrySet().iterator();
            while (waitingRooms.isOver() && oldestFirst.hasNext()) {
                Map.Entry<String, RoomPresence> oldest = oldestFirst.next();
                if (oldest.getValue().closeIfEmpty()) {
                    remove(oldest.getKey(), oldest.getValue());
                }
                oldestFirst.remove();
                waitingRooms.add(-weight(oldest.getKey()));
            }
        }
    }

    private void stopAwaiting(String room, RoomPresence presence) {
        synchronized (awaiting) {
            if (awaiting.remove(room, presence)) {
                waitingRooms.add(-weight(room));
            }
        }
    }

    private static long weight(String room) {
        return WAITING_ROOM + HeapSize.string(room);
    }

    Exited leave(String room, String connectionId, LeaveReason reason) {
        RoomPresence presence = rooms.get(room);
        if (presence == null) {
            return new Exited(0, false);
        }
        Exited exited = presence.leave(connectionId, room, reason, events);
        if (exited.wasIn() && exited.memberCount() == 0) {
            remove(room, presence);
        }
        return exited;
    }

    private RoomPresence newRoom() {
        if (count.incrementAndGet() > maxRooms && maxRooms > 0) {
            count.decrementAndGet();
            throw new BrokerException(BrokerException.Reason.TOO_MANY_ROOMS);
        }
        return new RoomPresence(steady.getAsLong());
    }

    private void remove(String room, RoomPresence presence) {
        if (rooms.remove(room, presence)) {
            count.decrementAndGet();
        }
    }

    Info info(String room) {
        RoomPresence presence = rooms.get(room);
        return presence == null ? new Info(false, 0) : presence.info(steady.getAsLong());
    }

    Page<MemberRow> members(String room, int limit, String after) {
        RoomPresence presence = rooms.get(room);
        return presence == null ? new Page<>(List.of(), null) : presence.members(limit, after);
    }

    Page<RoomRow> rooms(int limit, String after, RoomFilter visible) {
        RoomsPage page = new RoomsPage(limit, visible, steady.getAsLong());
        for (String prefix : RoomFilter.ranges(visible.prefixes(), Comparator.naturalOrder())) {
            if (!page.add(range(prefix, after), prefix)) {
                break;
            }
        }
        return page.page();
    }

    /** What comes after a room; begins with what has the prefix, where anything has. */
    private Map<String, RoomPresence> range(String prefix, String after) {
        boolean later = after != null && after.compareTo(prefix) >= 0;
        return later ? rooms.tailMap(after, false) : rooms.tailMap(prefix, true);
    }

    int count() {
        return count.get();
    }

    /** Closes the rooms where nobody came. */
    void sweep() {
        long now = steady.getAsLong();
        synchronized (awaiting) {
            Iterator<Map.Entry<String, RoomPresence>> oldestFirst =
                    awaiting.entrySet().iterator();
            while (oldestFirst.hasNext()) {
                Map.Entry<String, RoomPresence> oldest = oldestFirst.next();
                if (oldest.getValue().awaitsMember(now)) {
                    return;
                }
                if (!oldest.getValue().isOpen(now)) {
                    remove(oldest.getKey(), oldest.getValue());
                }
                oldestFirst.remove();
                waitingRooms.add(-weight(oldest.getKey()));
            }
        }
    }
}
