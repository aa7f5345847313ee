package dev.roomcast.broker.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.broker.PresenceStore;
import dev.roomcast.broker.PresenceStore.Entered;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.UserRef;

/** Who is in one open room. Once closed it stays so; another takes its place. */
final class RoomPresence {

    /** Connections whose users are put in order only when somebody asks for them. */
    private static final int FEW = 16;

    /** In the order in which they came, or came again. */
    private final Map<String, UserRef> byConnection = new LinkedHashMap<>(1);

    private final long emptyUntil;

    /** The rows of the list, in its order; null as long as there were never more than few. */
    private TreeMap<String, MemberRow> byUser;

    private boolean closed;

    RoomPresence(long now) {
        emptyUntil = now + PresenceStore.EMPTY_ROOM_SECONDS * 1_000L;
    }

    /**
     * Null where the room was closed meanwhile.
     *
     * @param room its name
     * @param events told of it in the order in which it happens; may be null
     */
    synchronized Entered enter(Member member, String room, MemoryEventQueue events) {
        if (closed) {
            return null;
        }
        UserRef before = byConnection.remove(member.connectionId());
        byConnection.put(member.connectionId(), member.user());
        if (byUser != null) {
            if (before != null) {
                count(byUser, before, -1);
            }
            count(byUser, member.user(), 1);
        } else if (byConnection.size() > FEW) {
            byUser = rows();
        }
        if (events != null
                && (before == null || !before.id().equals(member.user().id()))) {
            came(member, before, room, events);
        }
        return new Entered(byConnection.size(), before != null);
    }

    private void came(Member member, UserRef before, String room, MemoryEventQueue events) {
        String connectionId = member.connectionId();
        int members = byConnection.size();
        if (before != null) {
            events.member(EventKind.MEMBER_LEFT, room, before, connectionId, members, LeaveReason.SIGNED_IN);
        }
        events.member(EventKind.MEMBER_JOINED, room, member.user(), connectionId, members, null);
    }

    synchronized Exited leave(String connectionId, String room, LeaveReason reason, MemoryEventQueue events) {
        UserRef before = byConnection.remove(connectionId);
        if (before != null) {
            if (byUser != null) {
                count(byUser, before, -1);
            }
            closed = byConnection.isEmpty();
            if (events != null) {
                events.member(EventKind.MEMBER_LEFT, room, before, connectionId, byConnection.size(), reason);
                if (closed) {
                    events.room(EventKind.ROOM_EMPTIED, room);
                }
            }
        }
        return new Exited(byConnection.size(), before != null);
    }

    private TreeMap<String, MemberRow> rows() {
        TreeMap<String, MemberRow> rows = new TreeMap<>();
        byConnection.values().forEach(user -> count(rows, user, 1));
        return rows;
    }

    private static void count(Map<String, MemberRow> rows, UserRef user, int by) {
        rows.compute(user.id(), (id, row) -> {
            int connections = (row == null ? 0 : row.connections()) + by;
            // The newest name counts, also for a guest who changed it.
            return connections == 0 ? null : new MemberRow(by > 0 ? user : row.user(), connections);
        });
    }

    /** Whether it would stay open at that time where nobody came. On any thread. */
    boolean awaitsMember(long now) {
        return now < emptyUntil;
    }

    /** Closes it where there are no members; whether it is closed. */
    synchronized boolean closeIfEmpty() {
        if (byConnection.isEmpty()) {
            closed = true;
        }
        return closed;
    }

    synchronized boolean isOpen(long now) {
        if (byConnection.isEmpty() && !awaitsMember(now)) {
            closed = true;
        }
        return !closed;
    }

    synchronized Info info(long now) {
        return new Info(isOpen(now), byConnection.size());
    }

    synchronized Page<MemberRow> members(int limit, String after) {
        TreeMap<String, MemberRow> all = byUser == null ? rows() : byUser;
        List<MemberRow> rows = new ArrayList<>();
        for (MemberRow row : (after == null ? all : all.tailMap(after, false)).values()) {
            if (rows.size() == limit) {
                return new Page<>(rows, rows.get(limit - 1).user().id());
            }
            rows.add(row);
        }
        return new Page<>(rows, null);
    }
}
