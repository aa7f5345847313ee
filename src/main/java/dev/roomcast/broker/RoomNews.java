package dev.roomcast.broker;

import dev.roomcast.protocol.UserRef;

/** What happens in a room and is not kept. Times are milliseconds since 1970. */
public sealed interface RoomNews {

    /**
     * A signal.
     *
     * @param json the whole event as clients get it, UTF-8
     */
    record Signal(byte[] json) implements RoomNews {}

    /** A connection came; {@code memberCount} counts it. */
    record Joined(UserRef user, String connectionId, int memberCount, long timestamp) implements RoomNews {}

    /** A connection went; {@code memberCount} does not count it any more. */
    record Left(UserRef user, String connectionId, int memberCount, long timestamp) implements RoomNews {}

    /** A user was put out of the room: whoever holds connections of theirs takes them out. */
    record Kicked(String userId) implements RoomNews {}
}
