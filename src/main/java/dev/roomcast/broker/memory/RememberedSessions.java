package dev.roomcast.broker.memory;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

import dev.roomcast.broker.SessionStore;

/**
 * Which rooms users were in last. A hint, so it is bounded in bytes: those that were remembered the longest ago are
 * forgotten first. Safe for many threads; the lock is held for microseconds.
 */
final class RememberedSessions {

    /** The entry of the map with its place in the table, the session, and its list, beside the names. */
    private static final long OBJECTS = 48 + 24 + 24;

    private static final long MILLIS = SessionStore.SESSION_SECONDS * 1_000L;

    private final LinkedHashMap<String, Session> sessions = new LinkedHashMap<>();
    private final MemoryUse.Part use;

    private record Session(List<String> rooms, long until, int weight) {}

    /**
     * @param use where their bytes are counted and bounded
     */
    RememberedSessions(MemoryUse.Part use) {
        this.use = use;
    }

    /** Null where none is remembered. */
    synchronized List<String> of(String userId, long now) {
        Session session = sessions.get(userId);
        return session == null || session.until <= now ? null : session.rooms;
    }

    synchronized void remember(String userId, Collection<String> rooms, long now) {
        forget(sessions.remove(userId));
        Session session = new Session(List.copyOf(rooms), now + MILLIS, weight(userId, rooms));
        sessions.put(userId, session);
        use.add(session.weight);
        Iterator<Session> oldestFirst = sessions.values().iterator();
        while (use.isOver() && oldestFirst.hasNext()) {
            forget(oldestFirst.next());
            oldestFirst.remove();
        }
    }

    private static int weight(String userId, Collection<String> rooms) {
        long weight = OBJECTS + HeapSize.slots(rooms.size()) + HeapSize.string(userId);
        for (String room : rooms) {
            weight += HeapSize.string(room);
        }
        return (int) weight;
    }

    /** Forgets those that are over. */
    synchronized void sweep(long now) {
        Iterator<Session> oldestFirst = sessions.values().iterator();
        while (oldestFirst.hasNext()) {
            Session session = oldestFirst.next();
            if (session.until > now) {
                return;
            }
            forget(session);
            oldestFirst.remove();
        }
    }

    private void forget(Session session) {
        if (session != null) {
            use.add(-session.weight);
        }
    }
}
