package dev.roomcast.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
    REDIS_KILLED("Redis killed (`kill -9`) and restarted", 1_000, 500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.redis().kill9();
            last(length);
            fleet.redis().restart();
        }
    },
    REDIS_PAUSED("Redis stopped (`SIGSTOP`)", 5_000, 2_500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.redis().pause();
            last(length);
            fleet.redis().resume();
        }
    },
    REDIS_FULL("Redis answers `OOM`", 3_000, 1_500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.redis().command("CONFIG", "SET", "maxmemory", "1");
            last(length);
            fleet.redis().command("CONFIG", "SET", "maxmemory", "0");
        }
    },
    REDIS_READ_ONLY("Redis answers `READONLY`", 3_000, 1_500) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            // A replica of nobody there: it keeps its data, and takes no writes.
            fleet.redis().command("REPLICAOF", "127.0.0.1", "1");
            last(length);
            fleet.redis().command("REPLICAOF", "NO", "ONE");
        }
    },
    REDIS_LOADING("Redis killed, and answers `LOADING` as it restarts", 3_000, 1_500) {
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
    WAY_SILENT("way to Redis of one instance silent", 6_000, 3_000) {
        @Override
        void strike(Fleet fleet, Crowd crowd, int victim, Duration length) throws InterruptedException {
            fleet.way(victim).fallSilent();
            last(length);
            fleet.way(victim).goOn();
        }
    },
    WAY_CUT("way to Redis of one instance cut", 3_000, 1_500) {
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
    };

    private final String label;
    private final Duration length;
    private final Duration shortLength;

    Fault(String label, long millis, long shortMillis) {
        this.label = label;
        this.length = Duration.ofMillis(millis);
        this.shortLength = Duration.ofMillis(shortMillis);
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
