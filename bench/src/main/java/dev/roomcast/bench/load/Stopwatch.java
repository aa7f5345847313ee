package dev.roomcast.bench.load;

import java.util.EnumMap;
import java.util.Map;

import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.server.Fleet;
import dev.roomcast.bench.server.ProcessStats;

/** What servers and generator have used since it was made. */
final class Stopwatch {

    private static final double MEGABYTE = 1_000_000;

    private final Fleet fleet;
    private final ProcessStats self = new ProcessStats(ProcessHandle.current().pid());
    private final long fleetCpu;
    private final long ownCpu;
    private final long begin;
    private final long resident;

    Stopwatch(Fleet fleet) {
        this.fleet = fleet;
        fleet.forgetPeak();
        resident = fleet.residentBytes();
        fleetCpu = fleet.cpuMicros();
        ownCpu = self.cpuMicros();
        begin = System.nanoTime();
    }

    /** The time until now: {@link Lap#seconds} and what was used in it. */
    Lap lap() {
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpu = fleet.cpuMicros() - fleetCpu;
        double busy = (self.cpuMicros() - ownCpu) / seconds / 1e6 * 100;
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.GENERATOR, busy);
        values.put(Metric.RSS, fleet.residentBytes() / MEGABYTE);
        values.put(Metric.GROWTH, (fleet.peakBytes() - resident) / MEGABYTE);
        return new Lap(seconds, cpu, values);
    }

    /**
     * A time that was measured.
     *
     * @param seconds its length
     * @param cpuMicros user and system time of the servers
     * @param values metrics of memory and of the generator, to which others may be added
     */
    record Lap(double seconds, double cpuMicros, Map<Metric, Double> values) {}
}
