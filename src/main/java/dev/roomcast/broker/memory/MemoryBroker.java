package dev.roomcast.broker.memory;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/**
 * Keeps everything in this process. Every call is through when it returns; the stages are there because the contract has
 * them. Nothing is lost while the process lives, and everything when it ends.
 */
public final class MemoryBroker implements Broker {

    private final MemoryUse use;
    private final MemoryLogs logs;
    private final MemoryPresence presence;
    private final MemoryUsers users;
    private final MemoryRevocations revocations = new MemoryRevocations();
    private volatile ServerListener serverListener = news -> {};

    /** Bounds of what is kept: see {@code roomcast.history}, {@code roomcast.memory} and {@code roomcast.limits}. */
    public record Bounds(
            int maxMessages, long maxRoomBytes, long retentionMillis, long maxBytes, long maxUserBytes, int maxRooms) {}

    /**
     * @param clock what time it is
     * @param steady milliseconds that never go back, whatever becomes of the clock
     * @param background where work is done that looks at every room
     */
    public MemoryBroker(Bounds bounds, Clock clock, LongSupplier steady, Executor background) {
        this(bounds, sameForAll(bounds), clock, steady, background);
    }

    /**
     * @param retentions how much is kept of a room, whatever the bounds say of rooms; asked once in the life of a log
     */
    MemoryBroker(
            Bounds bounds,
            Function<String, MemoryLog.Retention> retentions,
            Clock clock,
            LongSupplier steady,
            Executor background) {
        use = new MemoryUse(bounds.maxBytes);
        logs = new MemoryLogs(retentions, use, bounds.maxUserBytes, clock, steady, background);
        presence = new MemoryPresence(bounds.maxRooms, use.waitingRooms, steady);
        users = new MemoryUsers(use, steady);
    }

    private static Function<String, MemoryLog.Retention> sameForAll(Bounds bounds) {
        MemoryLog.Retention retention =
                new MemoryLog.Retention(bounds.maxMessages, bounds.maxRoomBytes, bounds.retentionMillis);
        return room -> retention;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return done(() -> logs.publish(draft));
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return done(() -> logs.position(room));
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        return done(() -> logs.read(room, after, upTo, maxBytes));
    }

    @Override
    public CompletionStage<Void> subscribe(String room, RoomListener listener) {
        logs.listen(room, listener);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(String room) {
        logs.forgetListener(room);
    }

    @Override
    public CompletionStage<Void> announce(String room, RoomNews news) {
        RoomListener listener = logs.listener(room);
        if (listener != null) {
            listener.onNews(news);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void listen(ServerListener listener) {
        serverListener = listener;
    }

    @Override
    public CompletionStage<Void> broadcast(ServerNews news) {
        serverListener.onNews(news);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> open(String room) {
        return done(() -> presence.open(room));
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        return done(() -> presence.enter(room, member));
    }

    @Override
    public CompletionStage<Exited> leave(String room, String connectionId) {
        return done(() -> presence.leave(room, connectionId));
    }

    @Override
    public CompletionStage<Info> info(String room) {
        return done(() -> presence.info(room));
    }

    @Override
    public CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return done(() -> presence.members(room, limit, after));
    }

    @Override
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible) {
        return done(() -> presence.rooms(limit, after, visible));
    }

    @Override
    public CompletionStage<Integer> roomCount() {
        return done(presence::count);
    }

    @Override
    public CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        return done(() -> users.connect(member, authenticatedAt, max));
    }

    @Override
    public void disconnect(Member member) {
        users.disconnect(member);
    }

    @Override
    public CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return done(() -> users.online(limit, after));
    }

    @Override
    public CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds) {
        return done(() -> users.onlineOf(userIds));
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        return done(() -> users.session(userId));
    }

    @Override
    public void remember(String userId, Collection<String> rooms) {
        users.remember(userId, rooms);
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation, int max) {
        return done(() -> revocations.revoke(revocation, max));
    }

    @Override
    public CompletionStage<Boolean> unrevoke(String id, long until, int max) {
        return done(() -> revocations.unrevoke(id, until, max));
    }

    @Override
    public CompletionStage<Boolean> restore(Collection<Revocation> lost, Map<String, Long> takenBack) {
        return done(() -> revocations.restore(lost, takenBack));
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> ids) {
        return done(() -> revocations.forget(ids));
    }

    @Override
    public CompletionStage<Revocations> revocations(String known) {
        return done(() -> revocations.since(known));
    }

    /**
     * Drops what is over: old entries, empty rooms, sessions. To be called every half minute or so, off the event loops;
     * where there are many logs, each call looks at another part of them.
     */
    public void sweep() {
        logs.sweep();
        presence.sweep();
        users.sweep();
    }

    /** Bytes of heap that all of it takes but open rooms with their members, who are bounded by the connections. */
    public long bytes() {
        return use.bytes();
    }

    /** Bytes of heap that the logs take. */
    public long logBytes() {
        return use.logBytes();
    }

    /** Bytes of heap that message ids take which are remembered. */
    public long receiptBytes() {
        return use.receipts.bytes();
    }

    /** Bytes of heap that the remembered sessions take. */
    public long sessionBytes() {
        return use.sessionBytes();
    }

    /** Entries of logs that were dropped because the memory was full, or a user's part of it. */
    public long droppedEntries() {
        return logs.dropped();
    }

    private static <T> CompletionStage<T> done(Supplier<T> action) {
        try {
            return CompletableFuture.completedFuture(action.get());
        } catch (BrokerException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
