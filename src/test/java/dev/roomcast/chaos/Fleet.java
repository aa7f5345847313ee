package dev.roomcast.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.redis.RedisServer;

/** What the faults happen to: a Redis that keeps what it has answered, and instances, each with a way to Redis of its own. */
final class Fleet implements AutoCloseable {

    static final int INSTANCES = 3;

    private final RedisServer redis = RedisServer.with().durable().start();
    private final List<LossyProxy> ways = new ArrayList<>();
    private final List<ServerProcess> instances = new ArrayList<>();

    private Fleet() {}

    /** Starts all of it. */
    static Fleet start() throws IOException {
        Fleet fleet = new Fleet();
        try {
            for (int i = 0; i < INSTANCES; i++) {
                LossyProxy way = LossyProxy.to(fleet.redis.port());
                fleet.ways.add(way);
                fleet.instances.add(instance(way));
            }
            return fleet;
        } catch (RuntimeException | Error | IOException failed) {
            fleet.close();
            throw failed;
        }
    }

    private static ServerProcess instance(LossyProxy way) {
        return ServerProcess.start(
                "ROOMCAST_BROKER",
                "redis",
                "QUARKUS_REDIS_HOSTS",
                "redis://localhost:" + way.port(),
                // Whoever was away finds all of it again: a part that was trimmed would be an honest loss, but a loss.
                "ROOMCAST_HISTORY_MAX_MESSAGES",
                "1000000",
                "ROOMCAST_HISTORY_MAX_BYTES",
                "1073741824",
                "ROOMCAST_LIMITS_MESSAGES_PER_SECOND",
                "0",
                "ROOMCAST_DRAIN_TIMEOUT",
                "2s");
    }

    RedisServer redis() {
        return redis;
    }

    /** The way to Redis of an instance. */
    LossyProxy way(int instance) {
        return ways.get(instance);
    }

    ServerProcess instance(int instance) {
        return instances.get(instance);
    }

    /** Where clients find the instances. */
    List<Server> servers() {
        return instances.stream().map(ServerProcess::server).toList();
    }

    @Override
    public void close() throws IOException {
        instances.forEach(ServerProcess::close);
        for (LossyProxy way : ways) {
            way.close();
        }
        redis.close();
    }
}
