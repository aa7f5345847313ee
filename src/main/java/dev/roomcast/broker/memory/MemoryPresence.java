package dev.roomcast.broker.memory;

import java.time.Clock;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.roomcast.broker.BrokerException;
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

    private final ConcurrentNavigableMap<String, RoomPresence> rooms = new ConcurrentSkipListMap<>();

    /** Rooms that were opened and not entered yet, in the order of their opening. Guarded by itself. */
    private final LinkedHashMap<String, RoomPresence> awaiting = new LinkedHashMap<>();

    private final AtomicInteger count = new AtomicInteger();
    private final Clock clock;
    private final int maxRooms;

    /**
     * @param maxRooms open rooms there may be, 0 for any number
     */
    MemoryPresence(int maxRooms, Clock clock) {
        this.maxRooms = maxRooms;
        this.clock = clock;
    }

    boolean open(String room) {
        while (true) {
            RoomPresence existing = rooms.get(room);
            if (existing != null && existing.isOpen(clock.millis())) {
                return false;
            }
            if (existing != null) {
                remove(room, existing);
            }
            RoomPresence opened = addRoom(room);
            if (opened != null) {
                expectSomebody(room, opened);
                return true;
            }
        }
    }

    Entered enter(String room, Member member) {
        while (true) {
            RoomPresence existing = rooms.get(room);
            RoomPresence presence = existing == null ? addRoom(room) : existing;
            Entered entered = presence == null ? null : presence.enter(member);
            if (entered != null) {
                if (existing != null && entered.memberCount() == 1) {
                    expectNobody(room, presence);
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
        if (rooms.putIfAbsent(room, presence) == null) {
            return presence;
        }
        count.decrementAndGet();
        return null;
    }

    private void expectSomebody(String room, RoomPresence presence) {
        synchronized (awaiting) {
            // At the end, also where one of its name is still in it: they stand in the order of their time.
            awaiting.remove(room);
            awaiting.put(room, presence);
        }
    }

    private void expectNobody(String room, RoomPresence presence) {
        synchronized (awaiting) {
            awaiting.remove(room, presence);
        }
    }

    Exited leave(String room, String connectionId) {
        RoomPresence presence = rooms.get(room);
        if (presence == null) {
            return new Exited(0, false);
        }
        Exited exited = presence.leave(connectionId);
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
        return new RoomPresence(clock.millis());
    }

    private void remove(String room, RoomPresence presence) {
        if (rooms.remove(room, presence)) {
            count.decrementAndGet();
        }
    }

    Info info(String room) {
        RoomPresence presence = rooms.get(room);
        return presence == null ? new Info(false, 0) : presence.info(clock.millis());
    }

    Page<MemberRow> members(String room, int limit, String after) {
        RoomPresence presence = rooms.get(room);
        return presence == null ? new Page<>(List.of(), null) : presence.members(limit, after);
    }

    Page<RoomRow> rooms(int limit, String after, RoomFilter visible) {
        RoomsPage page = new RoomsPage(limit, visible, clock.millis());
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
        long now = clock.millis();
        synchronized (awaiting) {
            Iterator<Map.Entry<String, RoomPresence>> oldestFirst =
                    awaiting.entrySet().iterator();
            while (oldestFirst.hasNext()) {
                Map.Entry<String, RoomPresence> oldest = oldestFirst.next();
                if (oldest.getValue().awaitsSomebody(now)) {
                    return;
                }
                if (!oldest.getValue().isOpen(now)) {
                    remove(oldest.getKey(), oldest.getValue());
                }
                oldestFirst.remove();
            }
        }
    }
}
