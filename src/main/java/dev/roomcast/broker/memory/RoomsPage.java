package dev.roomcast.broker.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/**
 * A page of the list of rooms as it is made. It ends where it has enough rows, and also where it looked at many rooms in
 * vain: then it is short, or empty, and the next one goes on from there. So no list keeps an event loop for long.
 */
final class RoomsPage {

    /** Rooms that one page looks at in vain: some 0.1 ms. */
    private static final int MAX_IN_VAIN = 1_000;

    private final int limit;
    private final RoomFilter visible;
    private final long now;
    private final List<RoomRow> rows = new ArrayList<>();
    private int inVain;
    private String last;
    private boolean more;

    RoomsPage(int limit, RoomFilter visible, long now) {
        this.limit = limit;
        this.visible = visible;
        this.now = now;
    }

    /**
     * Adds rooms.
     *
     * @param rooms in order; those with the prefix come first
     * @return false where the page is at its end
     */
    boolean add(Map<String, RoomPresence> rooms, String prefix) {
        for (Map.Entry<String, RoomPresence> entry : rooms.entrySet()) {
            String room = entry.getKey();
            if (!room.startsWith(prefix)) {
                return true;
            }
            Info info = visible.test(room) ? entry.getValue().info(now) : null;
            boolean fits = info != null && info.open();
            if (fits ? rows.size() == limit : inVain == MAX_IN_VAIN) {
                more = true;
                return false;
            }
            if (fits) {
                rows.add(new RoomRow(room, info.memberCount()));
            } else {
                inVain++;
            }
            last = room;
        }
        return true;
    }

    Page<RoomRow> page() {
        return new Page<>(rows, more ? last : null);
    }
}
