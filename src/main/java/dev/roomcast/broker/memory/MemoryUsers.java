package dev.roomcast.broker.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.ServerMessage.OnlineRow;

/** Who is online, and which rooms those who went were in. */
final class MemoryUsers {

    private final ConcurrentNavigableMap<String, Map<String, OnlineRow>> users = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, Map<String, OnlineRow>> guests = new ConcurrentHashMap<>();
    private final RememberedSessions userSessions;
    private final RememberedSessions guestSessions;
    private final LongSupplier steady;

    /**
     * @param steady milliseconds that never go back
     */
    MemoryUsers(MemoryUse use, LongSupplier steady) {
        this.userSessions = new RememberedSessions(use.userSessions);
        this.guestSessions = new RememberedSessions(use.guestSessions);
        this.steady = steady;
    }

    boolean connect(Member member, long authenticatedAt, int max) {
        String id = member.user().id();
        OnlineRow row = new OnlineRow(id, member.user().username(), authenticatedAt);
        boolean[] counted = new boolean[1];
        people(member).compute(id, (key, connections) -> {
            int now = connections == null ? 0 : connections.size();
            if (max > 0 && now >= max && !connections.containsKey(member.connectionId())) {
                return connections;
            }
            counted[0] = true;
            if (now == 0) {
                // As nearly everyone has it: some 140 bytes less than a table for more.
                return Map.of(member.connectionId(), row);
            }
            // A copy: readers of the map look at the value without a lock.
            Map<String, OnlineRow> more = new HashMap<>(connections);
            more.put(member.connectionId(), row);
            return more;
        });
        return counted[0];
    }

    void disconnect(Member member) {
        people(member).computeIfPresent(member.user().id(), (key, connections) -> {
            if (!connections.containsKey(member.connectionId())) {
                return connections;
            }
            if (connections.size() == 1) {
                return null;
            }
            Map<String, OnlineRow> fewer = new HashMap<>(connections);
            fewer.remove(member.connectionId());
            return fewer;
        });
    }

    private Map<String, Map<String, OnlineRow>> people(Member member) {
        return member.user().guest() ? guests : users;
    }

    Page<OnlineRow> online(int limit, String after) {
        List<OnlineRow> rows = new ArrayList<>();
        for (Map<String, OnlineRow> connections : (after == null ? users : users.tailMap(after, false)).values()) {
            if (rows.size() == limit) {
                return new Page<>(rows, rows.get(limit - 1).id());
            }
            rows.add(earliest(connections.values()));
        }
        return new Page<>(rows, null);
    }

    /** Those of some who are connected, guests too. */
    List<OnlineRow> onlineOf(Collection<String> ids) {
        List<OnlineRow> rows = new ArrayList<>();
        for (String id : ids) {
            Map<String, OnlineRow> connections = (id.startsWith(Names.GUEST_PREFIX) ? guests : users).get(id);
            if (connections != null) {
                rows.add(earliest(connections.values()));
            }
        }
        return rows;
    }

    /** A user is online since the first of their connections signed in. */
    private static OnlineRow earliest(Collection<OnlineRow> connections) {
        OnlineRow earliest = null;
        for (OnlineRow row : connections) {
            if (earliest == null || row.authenticatedAt() < earliest.authenticatedAt()) {
                earliest = row;
            }
        }
        return earliest;
    }

    List<String> session(String userId) {
        return sessions(userId).of(userId, steady.getAsLong());
    }

    void remember(String userId, Collection<String> rooms) {
        sessions(userId).remember(userId, rooms, steady.getAsLong());
    }

    /** Of guests apart: there are as many as somebody wants, and they must not make the others forgotten. */
    private RememberedSessions sessions(String userId) {
        return userId.startsWith(Names.GUEST_PREFIX) ? guestSessions : userSessions;
    }

    /** Forgets the sessions that are over. */
    void sweep() {
        long now = steady.getAsLong();
        userSessions.sweep(now);
        guestSessions.sweep(now);
    }
}
