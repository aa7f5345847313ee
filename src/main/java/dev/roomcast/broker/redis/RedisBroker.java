package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.jboss.logging.Logger;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.broker.redis.RoomScripts.Retentions;
import dev.roomcast.broker.redis.link.LinkMetrics;
import dev.roomcast.broker.redis.link.Script;
import dev.roomcast.broker.redis.link.Topologies;
import dev.roomcast.broker.redis.link.Topology;
import dev.roomcast.ops.Store;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/** Keeps everything in Redis, shared by all instances around it: the sum of its parts. */
final class RedisBroker implements Broker, Store, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RedisBroker.class);

    private static final long EXPIRY_MILLIS = 100;

    /** How often in the time of retention a room with members is looked at that nobody writes to. */
    private static final int LOOKS = 30;

    private static final long SHORTEST_LOOK_MILLIS = 20_000;

    /** How often rooms with members are looked at that nobody has written to: their logs live for ten minutes. */
    private static final long UNWRITTEN_LOOK_MILLIS = 180_000;

    /** How long an end waits for Redis. */
    private static final long CLOSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Topology redis;
    private final RedisLogs logs;
    private final RedisBus bus;
    private final RedisPresence presence;
    private final RedisRevocations revocations;
    private final PositionCheck check;
    private final long expiry;
    private final List<Long> looking;
    private final long lookingAtUnwritten;

    private RedisBroker(
            Vertx vertx,
            Topology redis,
            RedisKeys redisKeys,
            RedisLogs logs,
            RedisBus bus,
            RedisPresence presence,
            PositionCheck check,
            Set<Long> retentionsMillis) {
        this.check = check;
        this.vertx = vertx;
        this.redis = redis;
        this.logs = logs;
        this.bus = bus;
        this.presence = presence;
        this.revocations = new RedisRevocations(redis, redisKeys, vertx);
        this.expiry = vertx.setPeriodic(EXPIRY_MILLIS, id -> logs.expire());
        this.looking = retentionsMillis.stream().map(this::lookInTime).toList();
        this.lookingAtUnwritten = vertx.setPeriodic(UNWRITTEN_LOOK_MILLIS, id -> logs.lookAtUnwritten(bus.rooms()));
    }

    /** The rooms that are kept so long are looked at often enough for that. */
    private long lookInTime(long retentionMillis) {
        return vertx.setPeriodic(
                Math.max(SHORTEST_LOOK_MILLIS, retentionMillis / LOOKS), id -> logs.look(bus.rooms(), retentionMillis));
    }

    /**
     * A broker that connects, and goes on trying where that does not work at once.
     *
     * @param options where Redis is
     * @param redisKeys names what is there
     * @param instance names this instance among all; another at each start
     * @param checkMillis time in which all live rooms are compared with their logs
     */
    static RedisBroker open(
            Vertx vertx,
            RedisOptions options,
            RedisKeys redisKeys,
            Retentions retentions,
            PresenceSettings bounds,
            String instance,
            long checkMillis,
            MeterRegistry registry) {
        SeenPositions seen = new SeenPositions();
        RedisBus bus = new RedisBus(vertx, redisKeys, seen);
        Topology redis = Topologies.of(
                vertx,
                options,
                scripts(),
                redisKeys.format(),
                redisKeys.probe(instance),
                bus,
                new LinkMetrics(registry));
        RedisMetrics metrics = new RedisMetrics(registry);
        RedisLogs logs = new RedisLogs(vertx, redis, redisKeys, retentions, instance, seen, metrics);
        PositionCheck check = new PositionCheck(vertx, redis, redisKeys, bus, metrics, checkMillis);
        RedisPresence presence = new RedisPresence(
                redis, redisKeys, vertx, bounds, redis.announceCommand(), new PresenceMetrics(registry));
        RedisBroker broker = new RedisBroker(vertx, redis, redisKeys, logs, bus, presence, check, retentions.ages());
        redis.onReached(new Fence(vertx, logs, metrics)::onReached);
        redis.start();
        bus.start(redis);
        presence.start();
        check.start();
        return broker;
    }

    private static List<Script> scripts() {
        List<Script> scripts = new ArrayList<>(PresenceScripts.ALL);
        scripts.add(RoomScripts.PUBLISH);
        scripts.add(RoomScripts.READ);
        scripts.add(RoomScripts.ERASE);
        scripts.add(RedisRevocations.REVOKE);
        scripts.add(RedisRevocations.UNREVOKE);
        scripts.add(RedisRevocations.RESTORE);
        scripts.add(RedisRevocations.FORGET);
        scripts.add(RoomScripts.POSITIONS);
        return scripts;
    }

    /** Gives up the lease and ends all connections; waits a moment for that. Not on an event loop. */
    @Override
    public void close() {
        try {
            presence.close().toCompletableFuture().get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unreachable) {
            LOG.debug("the lease was not given up and will run out", unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        vertx.cancelTimer(expiry);
        looking.forEach(vertx::cancelTimer);
        vertx.cancelTimer(lookingAtUnwritten);
        logs.close();
        check.close();
        redis.close();
    }

    @Override
    public boolean isInReach() {
        return redis.takesWrites();
    }

    @Override
    public boolean delivers() {
        return redis.takesWrites() && redis.isProven();
    }

    @Override
    public boolean keepsAll() {
        return !redis.evicts();
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
    public CompletionStage<Void> announce(String room, RoomNews news) {
        return bus.announce(room, news);
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
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible) {
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
    public CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds) {
        return presence.onlineOf(userIds);
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        return presence.session(userId);
    }

    @Override
    public void remember(String userId, Collection<String> rooms) {
        presence.remember(userId, rooms);
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation, int max) {
        return revocations.revoke(revocation, max);
    }

    @Override
    public CompletionStage<Boolean> unrevoke(String id, long until, int max) {
        return revocations.unrevoke(id, until, max);
    }

    @Override
    public CompletionStage<Boolean> restore(Collection<Revocation> lost, Map<String, Long> takenBack) {
        return revocations.restore(lost, takenBack);
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> ids) {
        return revocations.forget(ids);
    }

    @Override
    public CompletionStage<Revocations> revocations(String known) {
        return revocations.revocations(known);
    }
}
