package dev.roomcast.bench.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** The samples of one workload, by contender in the order of their first. */
public final class Results {

    private final String workload;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    /** Of the workload with this name, without any sample. */
    public Results(String workload) {
        this.workload = workload;
    }

    /** Name of the workload. */
    public String workload() {
        return workload;
    }

    /** Adds what a run gave; rounds come one after the other. */
    public void add(String contender, Sample sample) {
        samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(sample);
    }

    /** A contender has nothing to measure here. */
    public void leftOut(String contender, String why) {
        leftOut.put(contender, why);
    }

    /** Contenders that had nothing to measure, and why. */
    public Map<String, String> leftOut() {
        return leftOut;
    }

    /** Contenders that were measured. */
    public List<String> contenders() {
        return List.copyOf(samples.keySet());
    }

    /** All samples of a contender. */
    public List<Sample> samples(String contender) {
        return samples.getOrDefault(contender, List.of());
    }

    /** Whether no run had a fault. */
    public boolean right() {
        return samples.values().stream()
                .flatMap(List::stream)
                .allMatch(sample -> sample.faults().isEmpty());
    }

    /** The values of a metric that count, smallest first. */
    public double[] values(String contender, Metric metric) {
        return samples(contender).stream()
                .filter(Sample::counts)
                .map(sample -> sample.values().get(metric))
                .filter(Objects::nonNull)
                .flatMapToDouble(DoubleStream::of)
                .sorted()
                .toArray();
    }

    /** The median of the values that count; not a number where there is none. */
    public double median(String contender, Metric metric) {
        double[] values = values(contender, metric);
        if (values.length == 0) {
            return Double.NaN;
        }
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
