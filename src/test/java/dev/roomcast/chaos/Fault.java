package dev.roomcast.chaos;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.roomcast.testing.redis.RedisServer;

/** What can go wrong. Each begins a fault, lets it last, and ends it; what is left is for the fleet to recover from. */
enum Fault {
    INSTANCE_KILLED("instance killed (`kill -9`) and restarted", 1_000, 500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.instance(victim).kill9();
            last(length);
            fleet.instance(victim).restart();
        }
    },
    INSTANCE_ENDED("instance ended (`SIGTERM`) and restarted", 0, 0) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            fleet.instance(victim).terminate();
            fleet.instance(victim).awaitExit();
            fleet.instance(victim).restart();
        }
    },
    INSTANCE_PAUSED("instance stopped for longer than its lease (`SIGSTOP`)", 8_000, 8_000) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.instance(victim).pause();
            last(length);
            fleet.instance(victim).resume();
        }
    },
    REDIS_KILLED("Redis killed (`kill -9`) and restarted", 1_000, 500, Store.Kind.ONE, Store.Kind.CLUSTER) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            RedisServer redis = fleet.redis();
            redis.kill9();
            last(length);
            redis.restart();
        }
    },
    REDIS_PAUSED("Redis stopped (`SIGSTOP`)", 5_000, 2_500, Store.Kind.ONE, Store.Kind.CLUSTER) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            RedisServer redis = fleet.redis();
            redis.pause();
            last(length);
            redis.resume();
        }
    },
    REDIS_FULL("Redis answers `OOM`", 3_000, 1_500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            RedisServer redis = fleet.redis();
            redis.command("CONFIG", "SET", "maxmemory", "1");
            last(length);
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
    },
    REDIS_READ_ONLY("Redis answers `READONLY`", 3_000, 1_500, Store.Kind.ONE) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            // A replica of nobody there: it keeps its data, and takes no writes.
            fleet.redis().command("REPLICAOF", "127.0.0.1", "1");
            last(length);
            fleet.redis().command("REPLICAOF", "NO", "ONE");
        }
    },
    REDIS_LOADING("Redis killed, and answers `LOADING` as it restarts", 3_000, 1_500, Store.Kind.ONE) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            RedisServer redis = fleet.redis();
            redis.reloadSlowly(length);
            redis.awaitReady();
        }
    },
    PUBSUB_KILLED("pub/sub connections killed (`CLIENT KILL TYPE pubsub`)", 0, 0) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            fleet.redis().command("CLIENT", "KILL", "TYPE", "pubsub");
        }
    },
    WAY_SILENT("way to Redis of one instance silent", 6_000, 3_000, Store.Kind.ONE) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.way(victim).fallSilent();
            last(length);
            fleet.way(victim).goOn();
        }
    },
    WAY_CUT("way to Redis of one instance cut", 3_000, 1_500, Store.Kind.ONE) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.way(victim).shut();
            last(length);
            fleet.way(victim).goOn();
        }
    },
    CLIENTS_CUT("all clients cut at once", 0, 0) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            crowd.cut();
        }
    },
    REDIS_FULL_AND_CUT("Redis answers `OOM`, and all connections to it are made again", 3_000, 1_500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            RedisServer redis = fleet.redis();
            redis.command("CONFIG", "SET", "maxmemory", "1");
            redis.command("CLIENT", "KILL", "TYPE", "normal");
            last(length);
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
    },
    REDIS_SLOW("Redis stands still three quarters of the time as all clients come back", 4_000, 2_000) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            RedisServer redis = fleet.redis();
            crowd.cut();
            for (long left = length.toMillis(); left > 0; left -= STILL_MS + GOING_MS) {
                redis.pause();
                TimeUnit.MILLISECONDS.sleep(STILL_MS);
                redis.resume();
                TimeUnit.MILLISECONDS.sleep(GOING_MS);
            }
        }
    },
    SLOT_MOVED("the slot of a room moved to another master", 0, 0, Store.Kind.CLUSTER) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            fleet.masters().move(Crowd.ROOMS.get(victim));
        }
    },
    MASTER_KILLED("master killed (`kill -9`) with all that it has acked on the replica", 0, 0, Store.Kind.SENTINEL) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            crowd.whileNobodyWrites(() -> {
                fleet.sentinels().awaitInStep();
                fleet.sentinels().failOver();
            });
            fleet.sentinels().restartReplica();
        }
    },
    MASTER_KILLED_AS_IT_WRITES("master killed (`kill -9`) while all write", 0, 0, Store.Kind.SENTINEL) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            fleet.sentinels().failOver();
            fleet.sentinels().restartReplica();
        }
    },
    MASTER_HUNG(
            "master stopped (`SIGSTOP`) until another is in its place, and for a while",
            3_000,
            1_000,
            Store.Kind.SENTINEL) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            RedisServer hung = fleet.sentinels().failOverFromHungMaster();
            last(length);
            hung.resume();
            fleet.sentinels().awaitReplica();
        }
    },
    INSTANCE_UPGRADED("instance ended (`SIGTERM`), and the other build started in its place", 0, 0) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) {
            fleet.upgrade(victim);
        }
    };

    private static final long STILL_MS = 600;
    private static final long GOING_MS = 200;

    private final String label;
    private final Duration length;
    private final Duration shortLength;
    private final List<Store.Kind> kinds;

    Fault(String label, long millis, long shortMillis, Store.Kind... kinds) {
        this.label = label;
        this.length = Duration.ofMillis(millis);
        this.shortLength = Duration.ofMillis(shortMillis);
        this.kinds = kinds.length == 0 ? List.of(Store.Kind.values()) : List.of(kinds);
    }

    /**
     * Those that can happen to instances around such a store.
     *
     * @param otherBuild whether there is another build to upgrade to
     */
    static List<Fault> of(Store.Kind kind, boolean otherBuild) {
        return Stream.of(values())
                .filter(fault -> fault.kinds.contains(kind) && (otherBuild || fault != INSTANCE_UPGRADED))
                .toList();
    }

    /** What happens, in Markdown. */
    String label() {
        return label;
    }

    /** How long it lasts, beside what restarting takes. */
    Duration length(boolean brief) {
        return brief ? shortLength : length;
    }

    /**
     * Begins the fault, lets it last, and ends it: a process that was killed is up again, a way is open again.
     *
     * @param victim which instance, where it happens to one
     */
    abstract void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException;

    private static void last(Duration length) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
    }
}
