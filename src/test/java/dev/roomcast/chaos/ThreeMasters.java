package dev.roomcast.chaos;

import java.util.List;
import java.util.Random;

import dev.roomcast.testing.redis.RedisCluster;
import dev.roomcast.testing.redis.RedisServer;

/** A Cluster of three masters that keep what they have answered. Without replicas: what is down comes back. */
final class ThreeMasters implements Store {

    private final RedisCluster cluster = RedisCluster.startDurable();

    @Override
    public String[] environment(int instance) {
        return new String[] {"QUARKUS_REDIS_HOSTS", cluster.uris(), "QUARKUS_REDIS_CLIENT_TYPE", "cluster"};
    }

    @Override
    public RedisServer master(Random random) {
        List<RedisServer> nodes = cluster.nodes();
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Moves all of a room to another master, as a reshard does. */
    void move(String room) {
        String key = "room:{" + room + "}:meta";
        RedisServer from = cluster.nodeOf(key);
        RedisServer to = cluster.nodes().stream()
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();
        cluster.moveSlot(key, to);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
