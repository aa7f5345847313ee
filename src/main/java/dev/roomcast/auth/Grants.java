package dev.roomcast.auth;

import java.util.List;

import dev.roomcast.protocol.Right;

/** What somebody may do in which rooms. Immutable, to be asked on any thread. */
@FunctionalInterface
public interface Grants {

    /** Whether that right is theirs in that room. */
    boolean allow(Right right, String room);

    /**
     * How ids of rooms with that right begin: none begins otherwise. In no order; an empty one where any may.
     */
    default List<String> prefixes(Right right) {
        return List.of("");
    }
}
