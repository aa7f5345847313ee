package dev.roomcast.testing.redis;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.roomcast.testing.Await;

/** A master, a replica, and three Sentinels that put the replica in the master's place a second after it fell silent. */
public final class RedisSentinels implements AutoCloseable {

    private static final String NAME = "mymaster";
    private static final int SENTINELS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    /** Starts all of it, durable and without a password, and waits until each Sentinel knows everyone. */
    public static RedisSentinels start() {
        RedisSentinels started = new RedisSentinels();
        try {
            RedisServer master = RedisServer.with().durable().start();
            started.servers.add(master);
            started.servers.add(RedisServer.with().durable().replicaOf(master).start());
            await(
                    "a replica in step",
                    () -> String.valueOf(started.servers.get(1).command("ROLE")).contains("connected"));
            for (int i = 0; i < SENTINELS; i++) {
                started.sentinels.add(RedisServer.sentinel(NAME, master));
            }
            await(
                    "Sentinels that know each other",
                    () -> started.sentinels.stream().allMatch(RedisSentinels::knowsEveryone));
            return started;
        } catch (RuntimeException | Error failed) {
            started.close();
            throw failed;
        }
    }

    private static boolean knowsEveryone(RedisServer sentinel) {
        List<?> others = (List<?>) sentinel.command("SENTINEL", "SENTINELS", NAME);
        List<?> replicas = (List<?>) sentinel.command("SENTINEL", "REPLICAS", NAME);
        return others.size() == SENTINELS - 1 && replicas.size() == 1;
    }

    /** The name that Sentinels know the master by. */
    public String name() {
        return NAME;
    }

    /** The server that the Sentinels take for the master. */
    public RedisServer master() {
        return servers.stream()
                .filter(s -> s.port() == masterPort())
                .findFirst()
                .orElseThrow();
    }

    /** The other one. */
    public RedisServer replica() {
        return servers.stream()
                .filter(s -> s.port() != masterPort())
                .findFirst()
                .orElseThrow();
    }

    private int masterPort() {
        List<?> address = (List<?>) sentinels.get(0).command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
        return Integer.parseInt((String) address.get(1));
    }

    /** Kills the master and waits until the replica has taken its place, and takes writes. */
    public void failOver() {
        RedisServer next = replica();
        master().kill9();
        await("a new master", () -> leads(next));
    }

    /** Starts the server again that was killed, and waits until it follows the new master. */
    public void restartReplica() {
        replica().restart();
        awaitReplica();
    }

    /** Stops the master and waits until the replica has taken its place; returns the one that hangs. */
    public RedisServer failOverFromHungMaster() {
        RedisServer hung = master();
        RedisServer next = replica();
        hung.pause();
        await("a new master", () -> leads(next));
        return hung;
    }

    /** Waits until the server that is not the master follows it. */
    public void awaitReplica() {
        await("a replica in step", () -> {
            String role = String.valueOf(replica().command("ROLE"));
            return role.startsWith("[slave, 127.0.0.1, " + masterPort()) && role.contains("connected");
        });
    }

    private boolean leads(RedisServer server) {
        return masterPort() == server.port()
                && String.valueOf(server.command("ROLE")).startsWith("[master");
    }

    /** Waits until the replica has everything that the master answered to. */
    public void awaitInStep() {
        long written = offset(master(), "master_repl_offset:");
        await("a replica in step", () -> offset(replica(), "slave_repl_offset:") >= written);
    }

    private static long offset(RedisServer server, String field) {
        String info = (String) server.command("INFO", "replication");
        int at = info.indexOf(field) + field.length();
        return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
    }

    /** As {@code QUARKUS_REDIS_HOSTS} wants it: the Sentinels. */
    public String uris() {
        return sentinels.stream().map(s -> "redis://127.0.0.1:" + s.port()).collect(Collectors.joining(","));
    }

    private static void await(String what, BooleanSupplier isSo) {
        Await.until(what, PATIENCE, () -> holds(isSo));
    }

    private static boolean holds(BooleanSupplier isSo) {
        try {
            return isSo.getAsBoolean();
        } catch (UncheckedIOException | RedisError notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
    }
}
