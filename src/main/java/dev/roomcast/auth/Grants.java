package dev.roomcast.auth;

import dev.roomcast.protocol.Right;

/** What somebody may do in which rooms. Immutable, to be asked on any thread. */
@FunctionalInterface
public interface Grants {

    /** Whether that right is theirs in that room. */
    boolean allow(Right right, String room);
}
