package dev.roomcast.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** One stay in a room, through any number of connections. Changed on the loop. */
final class Stay {

    enum Phase {
        OUT,
        JOINING,
        REPLAYING,
        IN
    }

    /** A join that waits to be answered. */
    record Waiting(Room holder, Promise<Joined> promise) {}

    final String roomId;
    final Cursor cursor;
    final Set<Room> holders = new LinkedHashSet<>();
    List<Waiting> waiting = new ArrayList<>();
    OptionalInt history;
    Phase phase = Phase.OUT;
    /** Where the log ended when the room was joined: where one stands if the replay turns out empty. */
    Position end;
    /** Of the request under way, and of the replay that answers it: what carries another id is of another stay. */
    String joinId;
    /** The last answer to joining; null before there was one. */
    Joined joined;
    /** Null where nobody wants to know. */
    volatile Members members;

    Stay(String roomId, JoinOptions options) {
        this.roomId = roomId;
        this.history = options.history();
        this.cursor = new Cursor(options.since().orElse(null));
    }

    /** Those who wait, who then do not any more. */
    List<Waiting> takeWaiting() {
        List<Waiting> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }
}
