package dev.roomcast.auth;

import java.util.List;

import dev.roomcast.protocol.Right;

/** What somebody may do in which rooms. Immutable, to be asked on any thread. */
public interface Grants {

    /** Whether that right is theirs in that room. Allocates nothing. */
    boolean allow(Right right, String room);

    /**
     * How ids of rooms with that right begin: none begins otherwise. In no order; an empty one where any may.
     */
    default List<String> prefixes(Right right) {
        return List.of("");
    }

    /** What decides that: claims, roles and settings, each in a sentence for administrators. */
    List<String> because(Right right, String room);
}
