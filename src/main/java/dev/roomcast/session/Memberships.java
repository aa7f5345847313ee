package dev.roomcast.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.roomcast.auth.User;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.room.RoomMember;

/** The rooms that one connection is in. Owned by the session's loop. */
final class Memberships {

    private final Session session;
    private final SessionServices services;

    /** Null until the first room: many connections are in none. */
    private Map<String, RoomMember> byRoom;

    Memberships(Session session, SessionServices services) {
        this.session = session;
        this.services = services;
    }

    /** Its place in a room; null where it is not in. */
    RoomMember of(String roomId) {
        return byRoom == null ? null : byRoom.get(roomId);
    }

    Collection<RoomMember> all() {
        return byRoom == null ? List.of() : byRoom.values();
    }

    void add(RoomMember member) {
        if (byRoom == null) {
            byRoom = new LinkedHashMap<>(4);
        }
        byRoom.put(member.roomId(), member);
        remember();
    }

    /** Takes it out of a room, with {@code room-left} where somebody else wanted it. */
    void leave(RoomMember member, LeaveReason reason) {
        if (session.isClosed() || byRoom == null || !byRoom.remove(member.roomId(), member)) {
            return;
        }
        services.rooms().leave(member, reason);
        remember();
        if (reason == LeaveReason.KICKED || reason == LeaveReason.FORBIDDEN) {
            session.send(new ServerMessage.RoomLeft(member.roomId(), reason.wireName()));
        }
    }

    /** Takes it out of a room that it was put out of. */
    void kicked(RoomMember member) {
        leave(member, LeaveReason.KICKED);
    }

    /** Applies rights that have changed: leaves rooms that are closed to it now. */
    void applyRights() {
        User user = session.user();
        for (RoomMember member : List.copyOf(all())) {
            String roomId = member.roomId();
            if (!user.may(Right.JOIN, roomId)) {
                leave(member, LeaveReason.FORBIDDEN);
            } else {
                member.subscriber().presence(user.may(Right.PRESENCE, roomId));
            }
        }
    }

    /** Shows the user's name of now to the others. */
    void rename() {
        for (RoomMember member : all()) {
            services.rooms().rename(member, session.user().ref());
        }
    }

    /** Has the store remember the rooms for the user's next connection; nothing where there never was one. */
    void remember() {
        if (byRoom != null) {
            services.broker().remember(session.user().id(), byRoom.keySet());
        }
    }

    /** Leaves all rooms, as the connection has ended. */
    void leaveAll(LeaveReason reason) {
        for (RoomMember member : List.copyOf(all())) {
            services.rooms().leave(member, reason);
        }
        byRoom = null;
    }
}
