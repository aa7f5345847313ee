package dev.roomcast.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** All processes of one server that is measured: an instance, or two with their Redis. What it costs is their sum. */
public final class Fleet implements AutoCloseable {

    private final List<ServerProcess> processes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private Fleet() {}

    /**
     * Starts a server and waits until it is ready.
     *
     * @param logs directory for what it prints
     */
    public static Fleet start(Server server, Setup setup, Path logs) {
        Fleet fleet = new Fleet();
        try {
            int redisPort = setup.redis() ? fleet.redis(logs.resolve(server.name() + "-redis.log")) : 0;
            for (int i = 0; i < setup.instances(); i++) {
                Server.Instance instance =
                        server.start(setup, logs.resolve(server.name() + "-" + (i + 1) + ".log"), redisPort);
                fleet.processes.add(instance.process());
                fleet.ports.add(instance.port());
            }
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private int redis(Path log) {
        int port = ServerProcess.freePort();
        ServerProcess redis = ServerProcess.start(
                log,
                Map.of(),
                List.of("redis-server", "--port", Integer.toString(port), "--save", "", "--appendonly", "no"));
        processes.add(redis);
        redis.awaitPort(port);
        return port;
    }

    /** Port of the instance that the client with this index connects to: they take turns. */
    public int port(int index) {
        return ports.get(index % ports.size());
    }

    /** User and system time of all processes, in microseconds. */
    public long cpuMicros() {
        return sum(ProcessStats::cpuMicros);
    }

    /** Resident memory of all processes, in bytes. */
    public long residentBytes() {
        return sum(ProcessStats::residentBytes);
    }

    /** What is in use of all heaps after a full collection, in bytes; empty where none of the processes is a JVM. */
    public OptionalLong liveHeapBytes() {
        LongSummaryStatistics live = processes.stream()
                .map(ServerProcess::pid)
                .map(JavaHeap::liveBytes)
                .flatMapToLong(OptionalLong::stream)
                .summaryStatistics();
        return live.getCount() == 0 ? OptionalLong.empty() : OptionalLong.of(live.getSum());
    }

    /** The most resident memory since {@link #forgetPeak()}, in bytes, summed over the processes. */
    public long peakBytes() {
        return sum(ProcessStats::peakBytes);
    }

    /** Lets the peak begin anew. */
    public void forgetPeak() {
        processes.forEach(process -> process.stats().forgetPeak());
    }

    private long sum(ToLongFunction<ProcessStats> value) {
        return processes.stream().map(ServerProcess::stats).mapToLong(value).sum();
    }

    /** Stops all, the instances before their Redis. */
    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
    }
}
