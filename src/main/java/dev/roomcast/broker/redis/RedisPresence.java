package dev.roomcast.broker.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.vertx.core.Vertx;

import dev.roomcast.broker.PresenceStore;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.broker.SessionStore;
import dev.roomcast.broker.redis.link.RedisLink;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/**
 * Who is where, over all instances around one Redis. Each instance keeps what it has in its own memory, writes it to Redis
 * under a lease, and writes it again where Redis may have lost it; what an instance left whose lease ran out is cleared by
 * another. Lists are made from hints that are verified row by row, and may be some seconds old. The bound of open rooms
 * is held against a count that all instances add to, so that many who open at once may go past it by as many.
 *
 * <p>While Redis is out of reach, connections are let in uncounted, leaving is done here at once and there later, and
 * what asks or enters fails with {@code UNAVAILABLE}.
 */
final class RedisPresence implements PresenceStore, SessionStore {

    private static final long SWEEP_MILLIS = 5_000;

    /** The longest pause between two repairs that fail, as a power of two of the time between renewals. */
    private static final int MAX_DOUBLINGS = 4;

    private final Vertx vertx;
    private final PresenceSettings.Times times;
    private final Lease lease;
    private final CrashCleanup cleanup;
    private final RedisMembers members;
    private final RedisUsers users;
    private final RedisSessions sessions;
    private final AtomicBoolean repairing = new AtomicBoolean();
    private final AtomicBoolean repairingHints = new AtomicBoolean();
    private final AtomicBoolean renewingSessions = new AtomicBoolean();
    private volatile long hintsTimer = -1;
    private volatile long sessionsTimer = -1;
    private volatile long sweepTimer = -1;
    private volatile long repairTimer = -1;
    private volatile int failedRepairs;
    private volatile long nextRepair = System.nanoTime();

    /**
     * @param announcing the command by which scripts announce: {@code PUBLISH}, in a cluster {@code SPUBLISH}
     */
    RedisPresence(
            RedisLink link,
            RedisKeys redisKeys,
            Vertx vertx,
            PresenceSettings settings,
            String announcing,
            PresenceMetrics metrics) {
        this.vertx = vertx;
        this.times = settings.times();
        Hints rooms = new Hints(link, redisKeys.rooms(), metrics);
        Hints online = new Hints(link, redisKeys.users(), metrics);
        this.lease = new Lease(link, redisKeys, vertx, times, metrics);
        this.cleanup = new CrashCleanup(link, redisKeys, announcing, settings, metrics, rooms, online);
        this.members = new RedisMembers(link, redisKeys, vertx, lease, cleanup, rooms, announcing, settings);
        this.users = new RedisUsers(link, redisKeys, lease, online, times.counted());
        this.sessions = new RedisSessions(link, redisKeys);
        metrics.watchRepairs(
                this, one -> one.members.here().toRepair() + one.users.here().toRepair());
    }

    /**
     * Begins to hold a lease. Everything may be called before; what needs the lease waits for it, as long as for Redis.
     *
     * @return completes when this instance is in the table of instances; not before Redis is reached
     */
    CompletionStage<Void> start() {
        hintsTimer = vertx.setPeriodic(times.hints(), id -> repairHints());
        sessionsTimer = vertx.setPeriodic(times.sessions(), id -> renewSessions());
        sweepTimer = vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
        repairTimer = vertx.setPeriodic(times.renewal(), id -> repairDoubts());
        return lease.start(this::everythingAgain, table -> cleanup.consider(table, lease.mayCleanUp()));
    }

    private CompletionStage<?> everythingAgain(List<String> former) {
        return repair().thenCompose(done -> members.repairHints())
                .thenCompose(done -> users.repairHints())
                .thenRun(() -> former.forEach(cleanup::cleanUpOwn));
    }

    private CompletionStage<Void> repair() {
        return members.here().repair().thenCompose(done -> users.here().repair());
    }

    /** Writes again what may or may not have been written; what registers everything does so by itself. */
    private void repairDoubts() {
        boolean inDoubt = members.here().isInDoubt() || users.here().isInDoubt();
        if (inDoubt && lease.isSettled() && System.nanoTime() - nextRepair >= 0) {
            once(
                    repairing,
                    () -> repair().whenComplete((done, failure) -> {
                        failedRepairs = failure == null ? 0 : failedRepairs + 1;
                        long pause = failure == null ? 0 : times.renewal() << Math.min(MAX_DOUBLINGS, failedRepairs);
                        nextRepair = System.nanoTime() + pause * 1_000_000;
                    }));
        }
    }

    private void repairHints() {
        once(
                repairingHints,
                () -> members.repairHints()
                        .thenCompose(done -> users.repairHints())
                        .thenCompose(done -> members.sweepHints())
                        .thenCompose(done -> users.sweepHints()));
    }

    private void sweep() {
        members.sweep();
        users.sweep();
    }

    private void renewSessions() {
        once(renewingSessions, () -> sessions.renew(users.names()));
    }

    /** Not while the last time is not through: Redis may be slow, or out of reach. */
    private static void once(AtomicBoolean underWay, Supplier<CompletionStage<?>> work) {
        if (underWay.compareAndSet(false, true)) {
            work.get().whenComplete((done, failure) -> {
                underWay.set(false);
                if (failure != null && !Failures.isUnavailable(failure)) {
                    PresenceLog.fault("repair", failure);
                }
            });
        }
    }

    /** Ends, and gives the lease up: what is still here is cleared by others at once. */
    CompletionStage<Void> close() {
        stopTimers();
        return lease.giveUp();
    }

    /** Ends as one that is killed: nobody is told, and the lease runs out. */
    void halt() {
        stopTimers();
        lease.stop();
    }

    /** In whose name it writes at present; null where it is not in the table of instances. */
    String incarnation() {
        return lease.current();
    }

    /** Whether it has been reaching Redis for long enough to call others dead. */
    boolean mayCleanUp() {
        return lease.mayCleanUp();
    }

    private void stopTimers() {
        vertx.cancelTimer(hintsTimer);
        vertx.cancelTimer(sessionsTimer);
        vertx.cancelTimer(sweepTimer);
        vertx.cancelTimer(repairTimer);
    }

    @Override
    public CompletionStage<Boolean> open(String room) {
        return members.open(room);
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        return members.enter(room, member);
    }

    @Override
    public CompletionStage<Exited> leave(String room, String connectionId) {
        return members.leave(room, connectionId);
    }

    @Override
    public CompletionStage<Info> info(String room) {
        return members.info(room);
    }

    @Override
    public CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return members.members(room, limit, after);
    }

    @Override
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible) {
        return members.rooms(limit, after, visible);
    }

    @Override
    public CompletionStage<Integer> roomCount() {
        return members.count();
    }

    @Override
    public CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        return users.connect(member, authenticatedAt, max);
    }

    @Override
    public void disconnect(Member member) {
        users.disconnect(member);
    }

    @Override
    public CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return users.online(limit, after);
    }

    @Override
    public CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds) {
        return users.onlineOf(userIds);
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
