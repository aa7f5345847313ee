package dev.roomcast.testing.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Redis Cluster of three masters without replicas. Reports the test as not run where Redis is older than 7. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MS = 20;

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /** Starts it and waits until every node finds it whole. */
    public static RedisCluster start() {
        RedisBinary.assumeAtLeast7("Sharded pub/sub in a Cluster");
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < MASTERS; i++) {
                cluster.nodes.add(RedisServer.with().clusterNode().start());
            }
            cluster.create();
            cluster.nodes.forEach(RedisCluster::awaitWhole);
            return cluster;
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        }
    }

    private void create() {
        List<String> command = new ArrayList<>(List.of(RedisBinary.cli().toString(), "--cluster", "create"));
        nodes.forEach(node -> command.add("127.0.0.1:" + node.port()));
        command.add("--cluster-yes");
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("no Cluster: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitWhole(RedisServer node) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String info = "";
        while (!info.contains("cluster_state:ok")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the Cluster does not become whole: " + info);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            info = String.valueOf(node.command("CLUSTER", "INFO"));
        }
    }

    /** The masters; a restart of one keeps its slots. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** The master that serves a key. */
    public RedisServer nodeOf(String key) {
        long slot = (Long) nodes.get(0).command("CLUSTER", "KEYSLOT", key);
        for (Object range : (List<?>) nodes.get(0).command("CLUSTER", "SLOTS")) {
            List<?> row = (List<?>) range;
            if ((Long) row.get(0) <= slot && slot <= (Long) row.get(1)) {
                long port = (Long) ((List<?>) row.get(2)).get(1);
                return nodes.stream()
                        .filter(node -> node.port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IllegalStateException("nobody serves slot " + slot);
    }

    /**
     * Moves the slot of a key to another master with all keys in it, in the steps that {@code redis-cli --cluster reshard}
     * takes.
     */
    public void moveSlot(String key, RedisServer to) {
        RedisServer from = nodeOf(key);
        String slot = String.valueOf(from.command("CLUSTER", "KEYSLOT", key));
        String target = idOf(to);
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", idOf(from));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
        List<?> keys = (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", slot, "10");
        while (!keys.isEmpty()) {
            List<String> command =
                    new ArrayList<>(List.of("MIGRATE", "127.0.0.1", "" + to.port(), "", "0", "5000", "KEYS"));
            keys.forEach(name -> command.add((String) name));
            from.command(command.toArray(String[]::new));
            keys = (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", slot, "10");
        }
        to.command("CLUSTER", "SETSLOT", slot, "NODE", target);
        from.command("CLUSTER", "SETSLOT", slot, "NODE", target);
        nodes.forEach(node -> node.command("CLUSTER", "SETSLOT", slot, "NODE", target));
    }

    private static String idOf(RedisServer node) {
        return (String) node.command("CLUSTER", "MYID");
    }

    /** As {@code QUARKUS_REDIS_HOSTS} wants it. */
    public String uris() {
        return nodes.stream().map(node -> "redis://127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
