package dev.roomcast.auth;

import java.util.Set;

import dev.roomcast.policy.RoomPattern;
import dev.roomcast.protocol.Right;

/** Rights in the rooms that match a pattern. The rights are bits by {@link Right#ordinal()}, to be asked without a set. */
record RoomGrant(RoomPattern pattern, int rights) {

    static int bits(Set<Right> rights) {
        int bits = 0;
        for (Right right : rights) {
            bits |= bit(right);
        }
        return bits;
    }

    static int bit(Right right) {
        return 1 << right.ordinal();
    }

    boolean has(Right right) {
        return (rights & bit(right)) != 0;
    }

    boolean matches(String room) {
        return pattern.matches(room);
    }
}
