package dev.roomcast.testing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import dev.roomcast.broker.Broker;
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

/** A broker in front of a real one: what a test does not change, it hands on. */
public abstract class DelegatingBroker implements Broker {

    /** The broker that does the work. */
    protected volatile Broker store;

    /** A broker in front of that one. */
    protected DelegatingBroker(Broker store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Void> subscribe(String room, RoomListener listener) {
        return store.subscribe(room, listener);
    }

    @Override
    public void unsubscribe(String room) {
        store.unsubscribe(room);
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return store.publish(draft);
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return store.position(room);
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        return store.read(room, after, upTo, maxBytes);
    }

    @Override
    public CompletionStage<Void> announce(String room, RoomNews news) {
        return store.announce(room, news);
    }

    @Override
    public void listen(ServerListener listener) {
        store.listen(listener);
    }

    @Override
    public CompletionStage<Void> broadcast(ServerNews news) {
        return store.broadcast(news);
    }

    @Override
    public CompletionStage<Boolean> open(String room) {
        return store.open(room);
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        return store.enter(room, member);
    }

    @Override
    public CompletionStage<Exited> leave(String room, String connectionId) {
        return store.leave(room, connectionId);
    }

    @Override
    public CompletionStage<Info> info(String room) {
        return store.info(room);
    }

    @Override
    public CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return store.members(room, limit, after);
    }

    @Override
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible) {
        return store.rooms(limit, after, visible);
    }

    @Override
    public CompletionStage<Integer> roomCount() {
        return store.roomCount();
    }

    @Override
    public CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        return store.connect(member, authenticatedAt, max);
    }

    @Override
    public void disconnect(Member member) {
        store.disconnect(member);
    }

    @Override
    public CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return store.online(limit, after);
    }

    @Override
    public CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds) {
        return store.onlineOf(userIds);
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        return store.session(userId);
    }

    @Override
    public void remember(String userId, Collection<String> rooms) {
        store.remember(userId, rooms);
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation, int max) {
        return store.revoke(revocation, max);
    }

    @Override
    public CompletionStage<Boolean> unrevoke(String id, long until, int max) {
        return store.unrevoke(id, until, max);
    }

    @Override
    public CompletionStage<Boolean> restore(Collection<Revocation> revocations, Map<String, Long> takenBack) {
        return store.restore(revocations, takenBack);
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> ids) {
        return store.forget(ids);
    }

    @Override
    public CompletionStage<Revocations> revocations(String known) {
        return store.revocations(known);
    }
}
