package dev.roomcast.session;

import dev.roomcast.history.Replay;
import dev.roomcast.room.RoomMember;

/** A session's place in a room, and the replay that brings it up to the live log. Owned by the session's loop. */
final class Membership {

    private final RoomMember member;
    private Replay replay;

    Membership(RoomMember member) {
        this.member = member;
    }

    RoomMember member() {
        return member;
    }

    void replay(Replay newReplay) {
        replay = newReplay;
    }

    void callOff() {
        if (replay != null) {
            replay.callOff();
            replay = null;
        }
    }
}
