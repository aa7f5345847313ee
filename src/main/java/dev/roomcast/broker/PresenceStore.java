package dev.roomcast.broker;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;
import dev.roomcast.protocol.UserRef;

/**
 * Who is in which room, and who is online. A room is open from its first opening or entering until its last member
 * leaves, or for {@link #EMPTY_ROOM_SECONDS} where nobody comes; whether it has a log is another matter. Lists are sorted
 * by id.
 */
public interface PresenceStore {

    /** How long a room that was opened waits for its first member. */
    int EMPTY_ROOM_SECONDS = 600;

    /** One connection. */
    record Member(String connectionId, UserRef user) {}

    /** After an entering: members now, and whether this one was in before. */
    record Entered(int memberCount, boolean wasIn) {}

    /** After a leaving: members now, and whether this one was in before. */
    record Exited(int memberCount, boolean wasIn) {}

    /** About one room. */
    record Info(boolean open, int memberCount) {}

    /**
     * A page of a list.
     *
     * @param next the id that the next page follows, in the list or not; null on the last
     */
    record Page<T>(List<T> rows, String next) {}

    /**
     * Opens a room.
     *
     * @return false where it was open; fails with {@code TOO_MANY_ROOMS}
     */
    CompletionStage<Boolean> open(String room);

    /** Enters a connection, and opens the room where it was not; who is in already may come with a new user. */
    CompletionStage<Entered> enter(String room, Member member);

    /** Takes a connection out. */
    CompletionStage<Exited> leave(String room, String connectionId);

    /** About one room. */
    CompletionStage<Info> info(String room);

    /**
     * The members, a row a user.
     *
     * @param after the id that the page follows, or null for the first page
     */
    CompletionStage<Page<MemberRow>> members(String room, int limit, String after);

    /**
     * The open rooms that the filter lets through. Looks at no more than some thousand others: a page may be short, or
     * empty, and name the one that follows all the same.
     */
    CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible);

    /** How many rooms are open. */
    CompletionStage<Integer> roomCount();

    /**
     * Counts a connection of a user.
     *
     * @param max connections that the user may have, 0 for any number
     * @return false, and nothing is counted, where they have that many
     */
    CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max);

    /** Ends what {@link #connect} began. */
    void disconnect(Member member);

    /** Who is signed in, without guests. */
    CompletionStage<Page<OnlineRow>> online(int limit, String after);

    /**
     * Those of some users who have connections, guests too; it may be some seconds old.
     *
     * @param userIds each once
     * @return in no order
     */
    CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds);
}
