package dev.roomcast.packaged;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import dev.roomcast.testing.Await;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;

/** Packaged instances around one Redis, started side by side. Closing ends them, not Redis. */
final class Instances implements AutoCloseable {

    private final List<ServerProcess> processes;

    private Instances(List<ServerProcess> processes) {
        this.processes = processes;
    }

    /**
     * Starts one for each way to Redis, and waits until all are ready.
     *
     * @param ways values of {@code QUARKUS_REDIS_HOSTS}
     * @param environment of each: names and values in turn
     */
    static Instances start(List<String> ways, String... environment) {
        List<CompletableFuture<ServerProcess>> starting = ways.stream()
                .map(way ->
                        CompletableFuture.supplyAsync(() -> one(way, environment), task -> new Thread(task).start()))
                .toList();
        List<ServerProcess> started = new ArrayList<>();
        CompletionException failed = null;
        for (CompletableFuture<ServerProcess> one : starting) {
            try {
                started.add(one.join());
            } catch (CompletionException e) {
                failed = e;
            }
        }
        Instances instances = new Instances(started);
        if (failed != null) {
            instances.close();
            throw failed;
        }
        started.forEach(process -> await("readiness", Duration.ofSeconds(60), () -> isReady(process.server())));
        return instances;
    }

    private static ServerProcess one(String way, String... environment) {
        return ServerProcess.start(
                Stream.concat(Stream.of("ROOMCAST_BROKER", "redis", "QUARKUS_REDIS_HOSTS", way), Stream.of(environment))
                        .toArray(String[]::new));
    }

    ServerProcess process(int which) {
        return processes.get(which);
    }

    Server server(int which) {
        return processes.get(which).server();
    }

    /** Ends the connections that tests have opened. */
    void closeClients() {
        processes.forEach(process -> process.server().close());
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::close);
    }

    /** Whether load balancers would send somebody there. */
    static boolean isReady(Server server) {
        return server.management().get("/q/health/ready").status() == 200;
    }

    /** Looks again and again, for what nobody tells of by itself. */
    static void await(String what, Duration patience, BooleanSupplier isSo) {
        Await.until(what, patience, isSo);
    }
}
