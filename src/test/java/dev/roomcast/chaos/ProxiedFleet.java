package dev.roomcast.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/** Three packaged instances around one Redis, behind HAProxy, as {@code compose.yaml} has two. */
final class ProxiedFleet implements AutoCloseable {

    static final int INSTANCES = 3;

    private final RedisServer redis = RedisServer.with().durable().start();
    private final List<ServerProcess> instances = new ArrayList<>();
    private final Duration drain;
    private HaProxy proxy;

    private ProxiedFleet(Duration drain) {
        this.drain = drain;
    }

    /**
     * Starts all of it.
     *
     * @param drain as {@code roomcast.drain.timeout}
     */
    static ProxiedFleet start(Path haProxy, Duration drain) throws IOException {
        ProxiedFleet fleet = new ProxiedFleet(drain);
        try {
            for (int i = 0; i < INSTANCES; i++) {
                fleet.instances.add(ServerProcess.start(fleet.environment()));
            }
            fleet.proxy = HaProxy.start(haProxy, fleet.servers());
            return fleet;
        } catch (RuntimeException | Error | IOException failed) {
            fleet.close();
            throw failed;
        }
    }

    private String[] environment() {
        return new String[] {
            "ROOMCAST_BROKER", "redis",
            "QUARKUS_REDIS_HOSTS", redis.uri(),
            "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true",
            "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1",
            // Whoever was away finds all of it again: a part that was trimmed would be an honest loss, but a loss.
            "ROOMCAST_HISTORY_MAX_MESSAGES", "1000000",
            "ROOMCAST_HISTORY_MAX_BYTES", "1073741824",
            "ROOMCAST_DRAIN_TIMEOUT", drain.toMillis() + "ms"
        };
    }

    /** Where clients connect. */
    Server front() {
        return proxy.server();
    }

    ServerProcess instance(int which) {
        return instances.get(which);
    }

    /** The instances themselves. */
    List<Server> servers() {
        return instances.stream().map(ServerProcess::server).toList();
    }

    /** How many connections an instance has. */
    int connections(int which) {
        return instances
                .get(which)
                .server()
                .api(Tokens.service("watch"))
                .get("/api/stats")
                .at("/connections/total")
                .asInt();
    }

    /** How many connections each instance has. */
    List<Integer> connections() {
        return IntStream.range(0, INSTANCES).mapToObj(this::connections).toList();
    }

    /** Starts an instance again that has ended, and waits until new connections are sent to it. */
    void restart(int which) {
        instances.get(which).restart();
        proxy.awaitUp(which);
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
        instances.forEach(ServerProcess::close);
        redis.close();
    }
}
