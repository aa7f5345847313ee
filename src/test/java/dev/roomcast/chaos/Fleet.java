package dev.roomcast.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.redis.RedisSentinels;
import dev.roomcast.testing.redis.RedisServer;

/**
 * What the faults happen to: instances around a {@link Store}. Where another build is given, an instance that is upgraded
 * runs the other one of the two from then on.
 */
final class Fleet implements AutoCloseable {

    static final int INSTANCES = 3;

    /** Whoever was away finds all of it again: a part that was trimmed would be an honest loss, but a loss. */
    private static final List<String> SETTINGS = List.of(
            "ROOMCAST_BROKER",
            "redis",
            "ROOMCAST_HISTORY_MAX_MESSAGES",
            "1000000",
            "ROOMCAST_HISTORY_MAX_BYTES",
            "1073741824",
            "ROOMCAST_LIMITS_MESSAGES_PER_SECOND",
            "0",
            "ROOMCAST_DRAIN_TIMEOUT",
            "2s");

    private final Store.Kind kind;
    private final Path otherBuild;
    private final Random random;
    private final Store store;
    private final List<ServerProcess> instances = new ArrayList<>();
    private final boolean[] onOtherBuild = new boolean[INSTANCES];

    private Fleet(Store.Kind kind, Path otherBuild, Random random) throws IOException {
        this.kind = kind;
        this.otherBuild = otherBuild;
        this.random = random;
        this.store = kind.start();
    }

    /**
     * Starts all of it.
     *
     * @param otherBuild a directory with another build's {@code quarkus-run.jar}; null for none
     * @param random decides which of several masters a fault happens to
     */
    static Fleet start(Store.Kind kind, Path otherBuild, Random random) throws IOException {
        Fleet fleet = new Fleet(kind, otherBuild, random);
        try {
            for (int i = 0; i < INSTANCES; i++) {
                List<String> environment = new ArrayList<>(SETTINGS);
                environment.addAll(List.of(fleet.store.environment(i)));
                fleet.instances.add(ServerProcess.start(environment.toArray(String[]::new)));
            }
            return fleet;
        } catch (RuntimeException | Error failed) {
            fleet.close();
            throw failed;
        }
    }

    Store.Kind kind() {
        return kind;
    }

    /** Faults that can happen to it. */
    List<Fault> faults() {
        return Fault.of(kind, otherBuild != null);
    }

    /** A Redis that takes writes. */
    RedisServer redis() {
        return store.master(random);
    }

    /** The way to Redis of an instance; with {@link Store.Kind#ONE}. */
    LossyProxy way(int instance) {
        return ((OneRedis) store).way(instance);
    }

    /** With {@link Store.Kind#CLUSTER}. */
    ThreeMasters masters() {
        return (ThreeMasters) store;
    }

    /** With {@link Store.Kind#SENTINEL}. */
    RedisSentinels sentinels() {
        return ((BehindSentinels) store).sentinels();
    }

    ServerProcess instance(int instance) {
        return instances.get(instance);
    }

    /** Ends an instance and starts the other build in its place. */
    void upgrade(int instance) {
        instances.get(instance).terminate();
        instances.get(instance).awaitExit();
        onOtherBuild[instance] = !onOtherBuild[instance];
        instances.get(instance).restart(onOtherBuild[instance] ? otherBuild : ServerProcess.BUILD);
    }

    /** Where clients find the instances. */
    List<Server> servers() {
        return instances.stream().map(ServerProcess::server).toList();
    }

    @Override
    public void close() throws IOException {
        instances.forEach(ServerProcess::close);
        store.close();
    }
}
