package dev.roomcast.client;

import java.util.List;

/**
 * Hears what happens in a room. Methods are called one at a time, in order, on a thread that is not the client's loop:
 * they may block, and while they do the client reads on only until {@link ClientBuilder#maxQueuedEvents} events wait.
 * What they throw is logged.
 */
public interface RoomListener {

    /** Each message once, by rising offset in steps of one, but after {@link #recovered} with false, or a reset. */
    default void message(Message message) {}

    /** Each deletion once, in order with the messages. */
    default void deleted(Deletion deletion) {}

    /**
     * Back in after a lost connection.
     *
     * @param recovered where it is false, part of the past was missed for good, and the newest messages follow
     * @param epoch of the log that is read from now on; empty where the server would not tell the past at all
     */
    default void recovered(String roomId, boolean recovered, String epoch) {}

    /** The server's store lost the room's past; a new life of its log begins with offset 1. */
    default void reset(String roomId, String epoch) {}

    /** Somebody else came in: at most once, and not in large rooms. */
    default void joined(MemberChange change) {}

    /** Somebody else went: at most once, and not in large rooms. */
    default void left(MemberChange change) {}

    /** Who is in, for rooms that were joined with {@link JoinOptions#members}. */
    default void members(String roomId, List<Member> members) {}

    /** What others, or oneself, signalled. */
    default void signal(Signal signal) {}

    /**
     * Not in any more, and not by one's own doing.
     *
     * @param reason {@code kicked}, or the code of the error that the server answered a join with, as {@code forbidden}
     */
    default void removed(String roomId, String reason) {}
}
