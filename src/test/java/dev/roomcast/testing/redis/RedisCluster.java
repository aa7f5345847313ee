package dev.roomcast.testing.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Redis Cluster of three masters, with a replica each where that is asked for. Reports the test as not run where Redis is older than 7. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MS = 20;

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /** Starts it and waits until every node finds it whole. */
    public static RedisCluster start() {
        return start(0, RedisServer.with());
    }

    /** The same with nodes that write each command to disk before it is answered. */
    public static RedisCluster startDurable() {
        return start(0, RedisServer.with().durable());
    }

    /** The same with nodes of version 6.2, until they are {@linkplain RedisServer#upgrade upgraded}. */
    public static RedisCluster startOf62() {
        return start(0, RedisServer.with().binary(RedisBinary.embedded()));
    }

    /** The same with a replica of each master, which takes its place about three seconds after it died. */
    public static RedisCluster startWithReplicas() {
        return start(1, RedisServer.with());
    }

    private static RedisCluster start(int replicas, RedisServer.Builder node) {
        RedisBinary.assumeAtLeast7("Sharded pub/sub in a Cluster");
        RedisCluster cluster = new RedisCluster();
        try {
            node.clusterNode();
            for (int i = 0; i < MASTERS * (1 + replicas); i++) {
                cluster.nodes.add(node.start());
            }
            cluster.create(replicas);
            cluster.nodes.forEach(RedisCluster::awaitWhole);
            cluster.awaitReplicas();
            return cluster;
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        }
    }

    private void create(int replicas) {
        List<String> command = new ArrayList<>(List.of(RedisBinary.cli().toString(), "--cluster", "create"));
        nodes.forEach(node -> command.add("127.0.0.1:" + node.port()));
        command.addAll(List.of("--cluster-replicas", "" + replicas, "--cluster-yes"));
        run(command);
    }

    /** Waits until every node finds it whole. */
    public void awaitWhole() {
        nodes.forEach(RedisCluster::awaitWhole);
    }

    /** Moves the lowest slots of a master to another, as {@code redis-cli --cluster reshard} does. */
    public void reshard(RedisServer from, RedisServer to, int slots) {
        run(List.of(
                RedisBinary.cli().toString(),
                "--cluster",
                "reshard",
                "127.0.0.1:" + from.port(),
                "--cluster-from",
                idOf(from),
                "--cluster-to",
                idOf(to),
                "--cluster-slots",
                "" + slots,
                "--cluster-yes"));
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitWhole(RedisServer node) {
        await(node, "cluster_state:ok", "CLUSTER", "INFO");
    }

    /** One that never had its master's data cannot take its place. */
    private void awaitReplicas() {
        long replicas = 0;
        for (RedisServer node : nodes) {
            if (!String.valueOf(node.command("INFO", "replication")).contains("role:master")) {
                await(node, "master_link_status:up", "INFO", "replication");
                replicas++;
            }
        }
        if (replicas != nodes.size() - MASTERS) {
            throw new AssertionError(replicas + " replicas");
        }
    }

    private static void await(RedisServer node, String wanted, String... question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String info = "";
        while (!info.contains(wanted)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + wanted + ": " + info);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            info = String.valueOf(node.command(question));
        }
    }

    /** The nodes, masters first; a restart of one keeps its slots. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** The master that serves a key. */
    public RedisServer nodeOf(String key) {
        return nodeOf(key, nodes.get(0));
    }

    /** The master that serves a key, as one node knows it. */
    public RedisServer nodeOf(String key, RedisServer asked) {
        long slot = (Long) asked.command("CLUSTER", "KEYSLOT", key);
        for (Object range : (List<?>) asked.command("CLUSTER", "SLOTS")) {
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
