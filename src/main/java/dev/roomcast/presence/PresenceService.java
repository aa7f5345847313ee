package dev.roomcast.presence;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.OnlineUsers;
import dev.roomcast.protocol.ServerMessage.RoomInfo;
import dev.roomcast.protocol.ServerMessage.RoomMembers;
import dev.roomcast.protocol.ServerMessage.RoomsList;

/**
 * Who is online and who is in a room. Lists come in pages of at most {@code limit} rows, sorted by id. To be called on any
 * thread; rights are the caller's to check.
 */
@ApplicationScoped
public class PresenceService {

    private final Broker broker;

    /** Takes the broker that knows. */
    @Inject
    public PresenceService(Broker broker) {
        this.broker = broker;
    }

    /**
     * The open rooms.
     *
     * @param cursor from the page before, or null
     * @param visible which rooms the asker may see
     * @throws BadCursorException where the cursor is none of ours
     */
    public CompletionStage<RoomsList> rooms(int limit, String cursor, RoomFilter visible) {
        return broker.rooms(limit, Cursor.id(cursor), visible)
                .thenApply(page -> new RoomsList(page.rows(), Cursor.after(page.next())));
    }

    /**
     * The members of a room, a row a user.
     *
     * @param cursor from the page before, or null
     * @throws BadCursorException where the cursor is none of ours
     */
    public CompletionStage<RoomMembers> members(String roomId, int limit, String cursor) {
        return broker.members(roomId, limit, Cursor.id(cursor))
                .thenApply(page -> new RoomMembers(roomId, page.rows(), Cursor.after(page.next())));
    }

    /**
     * Who is signed in, without guests.
     *
     * @param cursor from the page before, or null
     * @throws BadCursorException where the cursor is none of ours
     */
    public CompletionStage<OnlineUsers> online(int limit, String cursor) {
        return broker.online(limit, Cursor.id(cursor))
                .thenApply(page -> new OnlineUsers(page.rows(), Cursor.after(page.next())));
    }

    /**
     * Those of some users who have connections, by their id; guests too. It may be some seconds old.
     *
     * @param userIds each once
     */
    public CompletionStage<Map<String, OnlineRow>> onlineOf(Set<String> userIds) {
        return broker.onlineOf(userIds)
                .thenApply(rows -> rows.stream().collect(Collectors.toMap(OnlineRow::id, Function.identity())));
    }

    /** About one room. */
    public CompletionStage<RoomInfo> info(String roomId) {
        return broker.info(roomId).thenApply(info -> new RoomInfo(roomId, info.memberCount(), info.open()));
    }
}
