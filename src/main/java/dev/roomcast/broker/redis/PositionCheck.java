package dev.roomcast.broker.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.vertx.core.Vertx;

import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.Topology;

/**
 * Compares how far the live rooms of this instance are with their logs, in the background: an announcement may be lost in
 * ways that nothing tells of, and where it was the last one no gap would either. Each room is looked at every half minute,
 * spread over that time; less often where there are so many that it would cost Redis more than it should.
 */
final class PositionCheck {

    /** Time in which all rooms are looked at. */
    static final long ROUND_MILLIS = 30_000;

    private static final long TICK_MILLIS = 1_000;

    /** Rooms that one script looks at where all keys are on one node. */
    private static final int ROOMS_IN_ONE_CALL = 50;

    /** Calls in a second: with 50 rooms each, 150,000 rooms in half a minute; in a Cluster 3,000. */
    private static final int CALLS_PER_TICK = 100;

    /** How long a room may lag behind its log, since the announcement may be on its way still. */
    private static final long GRACE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Topology redis;
    private final RedisKeys redisKeys;
    private final RedisBus bus;
    private final RedisMetrics metrics;
    private final long roundMillis;
    private final Queue<String> round = new ArrayDeque<>();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private int perTick;
    private long roundBegan;
    private long timer;

    /** Where a room's log is; the epoch is empty where it has none. */
    private record At(String room, String epoch, long last) {}

    /** {@code roundMillis}: {@link #ROUND_MILLIS}, but for tests. */
    PositionCheck(
            Vertx vertx, Topology redis, RedisKeys redisKeys, RedisBus bus, RedisMetrics metrics, long roundMillis) {
        this.roundMillis = roundMillis;
        this.vertx = vertx;
        this.redis = redis;
        this.redisKeys = redisKeys;
        this.bus = bus;
        this.metrics = metrics;
    }

    /** Begins with the first round. */
    void start() {
        roundBegan = System.nanoTime();
        timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private void tick() {
        // Not while the last one is not through: Redis may be slow, or out of reach.
        if (!redis.isUp() || !underWay.compareAndSet(false, true)) {
            return;
        }
        if (round.isEmpty() && System.nanoTime() - roundBegan >= roundMillis * 1_000_000) {
            roundBegan = System.nanoTime();
            round.addAll(bus.rooms());
            perTick = (int) (round.size() * TICK_MILLIS / roundMillis) + 1;
        }
        int together = redis.isOneNode() ? ROOMS_IN_ONE_CALL : 1;
        List<List<String>> calls = new ArrayList<>();
        int left = perTick;
        while (left > 0 && calls.size() < CALLS_PER_TICK && !round.isEmpty()) {
            List<String> rooms = new ArrayList<>();
            while (rooms.size() < Math.min(together, left) && !round.isEmpty()) {
                rooms.add(round.poll());
            }
            left -= rooms.size();
            calls.add(rooms);
        }
        InFlight.forEach(calls, CALLS_PER_TICK, this::look).whenComplete((done, failure) -> underWay.set(false));
    }

    private CompletionStage<?> look(List<String> rooms) {
        List<String> keys = rooms.stream().map(redisKeys::meta).toList();
        return redis.send(Call.read(RoomScripts.POSITIONS, keys)).thenAccept(reply -> {
            List<At> behind = new ArrayList<>();
            for (int i = 0; i < rooms.size(); i++) {
                At at = new At(
                        rooms.get(i),
                        reply.get(2 * i).toString(),
                        reply.get(2 * i + 1).toLong());
                if (isBehind(at)) {
                    behind.add(at);
                }
            }
            if (!behind.isEmpty()) {
                vertx.setTimer(GRACE_MILLIS, id -> behind.forEach(this::repair));
            }
        });
    }

    private boolean isBehind(At at) {
        RoomListener listener = bus.listener(at.room);
        return listener != null && !listener.hasReached(at.epoch, at.last);
    }

    private void repair(At at) {
        if (isBehind(at)) {
            metrics.behind();
            bus.onInterruption(redisKeys.live(at.room));
        }
    }
}
