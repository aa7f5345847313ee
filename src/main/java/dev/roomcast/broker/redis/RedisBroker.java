package dev.roomcast.broker.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.PresenceStore;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.broker.SessionStore;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/** Keeps everything in Redis, shared by all instances around it: the sum of its parts. */
final class RedisBroker implements Broker {

    private final RedisLogs logs;
    private final RedisBus bus;
    private final PresenceStore presence;
    private final SessionStore sessions;

    RedisBroker(RedisLogs logs, RedisBus bus, PresenceStore presence, SessionStore sessions) {
        this.logs = logs;
        this.bus = bus;
        this.presence = presence;
        this.sessions = sessions;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return logs.publish(draft);
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return logs.position(room);
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        return logs.read(room, after, upTo, maxBytes);
    }

    @Override
    public CompletionStage<Void> subscribe(String room, RoomListener listener) {
        return bus.subscribe(room, listener);
    }

    @Override
    public void unsubscribe(String room) {
        bus.unsubscribe(room);
    }

    @Override
    public void announce(String room, RoomNews news) {
        bus.announce(room, news);
    }

    @Override
    public void listen(ServerListener listener) {
        bus.listen(listener);
    }

    @Override
    public CompletionStage<Void> broadcast(ServerNews news) {
        return bus.broadcast(news);
    }

    @Override
    public CompletionStage<Boolean> open(String room) {
        return presence.open(room);
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        return presence.enter(room, member);
    }

    @Override
    public CompletionStage<Exited> leave(String room, String connectionId) {
        return presence.leave(room, connectionId);
    }

    @Override
    public CompletionStage<Info> info(String room) {
        return presence.info(room);
    }

    @Override
    public CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return presence.members(room, limit, after);
    }

    @Override
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, Predicate<String> visible) {
        return presence.rooms(limit, after, visible);
    }

    @Override
    public CompletionStage<Integer> roomCount() {
        return presence.roomCount();
    }

    @Override
    public CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        return presence.connect(member, authenticatedAt, max);
    }

    @Override
    public void disconnect(Member member) {
        presence.disconnect(member);
    }

    @Override
    public CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return presence.online(limit, after);
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        return sessions.session(userId);
    }

    @Override
    public void remember(String userId, Collection<String> rooms) {
        sessions.remember(userId, rooms);
    }
}
