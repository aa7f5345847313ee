package dev.roomcast.broker.memory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.PresenceStore.Entered;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/** The open rooms and who is in them. */
final class MemoryPresence {

    private final ConcurrentNavigableMap<String, RoomPresence> rooms = new ConcurrentSkipListMap<>();
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
            if (existing == null) {
                if (rooms.putIfAbsent(room, newRoom()) == null) {
                    return true;
                }
                count.decrementAndGet();
            } else if (existing.isOpen(clock.millis())) {
                return false;
            } else {
                remove(room, existing);
            }
        }
    }

    Entered enter(String room, Member member) {
        while (true) {
            open(room);
            RoomPresence presence = rooms.get(room);
            Entered entered = presence == null ? null : presence.enter(member);
            if (entered != null) {
                return entered;
            }
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

    Page<RoomRow> rooms(int limit, String after, Predicate<String> visible) {
        long now = clock.millis();
        List<RoomRow> rows = new ArrayList<>();
        Map<String, RoomPresence> rest = after == null ? rooms : rooms.tailMap(after, false);
        for (Map.Entry<String, RoomPresence> entry : rest.entrySet()) {
            Info info = entry.getValue().info(now);
            if (!info.open() || !visible.test(entry.getKey())) {
                continue;
            }
            if (rows.size() == limit) {
                return new Page<>(rows, rows.get(limit - 1).id());
            }
            rows.add(new RoomRow(entry.getKey(), info.memberCount()));
        }
        return new Page<>(rows, null);
    }

    int count() {
        return count.get();
    }

    /** Closes the rooms where nobody came. */
    void sweep() {
        long now = clock.millis();
        rooms.forEach((room, presence) -> {
            if (!presence.isOpen(now)) {
                remove(room, presence);
            }
        });
    }
}
