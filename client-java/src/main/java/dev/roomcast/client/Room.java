package dev.roomcast.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One holder's view of a room. Several may hold the same room: it is joined once for all of them, and left when the last
 * one has left. Safe for any thread. Each future succeeds with what was asked for, or fails with a
 * {@link RoomcastException}.
 */
public final class Room {

    private final String id;
    private final RoomcastClient client;
    private final CopyOnWriteArrayList<RoomListener> listeners = new CopyOnWriteArrayList<>();

    Room(String id, RoomcastClient client) {
        this.id = id;
        this.client = client;
    }

    /** The room's id: 1 to 128 letters, digits and {@code . _ - : @}. */
    public String id() {
        return id;
    }

    /** Joins with {@link JoinOptions#DEFAULT}. */
    public CompletableFuture<Joined> join() {
        return join(JoinOptions.DEFAULT);
    }

    /**
     * Joins now, and again after each reconnect, reading on where it stopped. Add listeners before. Where the room is
     * joined already, {@code history} and {@code since} have no effect.
     */
    public CompletableFuture<Joined> join(JoinOptions options) {
        return client.call(promise -> client.join(this, options, promise));
    }

    /**
     * Lets go of the room: but for events that are on their way already, nothing of it is
     * heard any more. Where nobody else here holds it, it is left, and what
     * still waits to be sent there is rejected with {@link ErrorCode#NOT_IN_ROOM}.
     */
    public CompletableFuture<Void> leave() {
        return client.call(promise -> client.leave(this, promise));
    }

    /** Publishes with {@link PublishOptions#DEFAULT}. */
    public CompletableFuture<Ack> publish(Object content) {
        return publish(content, PublishOptions.DEFAULT);
    }

    /**
     * Publishes: completes when the message is stored. It is tried again with the same {@code messageId} until then, and
     * messages of a room are stored in the order of these calls. The room need not be joined by those who may write
     * without.
     *
     * @param content what Jackson makes a JSON value other than null of
     */
    public CompletableFuture<Ack> publish(Object content, PublishOptions options) {
        return client.publish(id, content, options);
    }

    /** Deletes one's own message, or another's where one may; tried again like a message. */
    public CompletableFuture<Ack> delete(long offset) {
        ObjectNode frame =
                Frames.ofRoom("delete-message", id).put("offset", offset).put("messageId", client.newMessageId());
        return client.put(frame, Optional.empty());
    }

    /**
     * Tells those who are in the room now; it is not kept, nor tried again.
     *
     * @return whether it was sent: not without a connection on which the room is joined
     */
    public CompletableFuture<Boolean> signal(Object content) {
        return client.signal(id, content);
    }

    /** The newest 50 entries of the room's past. */
    public CompletableFuture<HistoryPage> history() {
        return history(50);
    }

    /** The newest entries of the room's past, at most so many: 1 to 1,000. */
    public CompletableFuture<HistoryPage> history(int limit) {
        return client.request(Frames.ofRoom("get-history", id).put("limit", limit), Frames::history);
    }

    /** The entries that came before that offset, at most so many: 1 to 1,000. */
    public CompletableFuture<HistoryPage> history(int limit, long before) {
        return client.request(
                Frames.ofRoom("get-history", id).put("limit", limit).put("before", before), Frames::history);
    }

    /** Who is in, kept up to date, for rooms that were joined with {@link JoinOptions#members}; else empty. */
    public List<Member> members() {
        return client.rooms().members(id);
    }

    /**
     * How far the client has read the room; empty before it was joined. Listeners may not have been told yet: an
     * application that goes on from here after a restart keeps {@link Entry#position} of what it has dealt with.
     */
    public Optional<Position> position() {
        return client.rooms().position(id);
    }

    /** Adds a listener, which hears what happens from now on while this holder is in the room. */
    public Subscription addListener(RoomListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Adds a listener for messages alone. */
    public Subscription onMessage(Consumer<Message> listener) {
        return addListener(new RoomListener() {
            @Override
            public void message(Message message) {
                listener.accept(message);
            }
        });
    }

    /** Tells every listener, even where another one throws. */
    void heard(Consumer<RoomListener> event) {
        listeners.forEach(listener -> client.guard(() -> event.accept(listener)));
    }
}
