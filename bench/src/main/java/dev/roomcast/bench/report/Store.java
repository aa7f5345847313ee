package dev.roomcast.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Results;
import dev.roomcast.bench.result.Sample;

/**
 * Results as text, a file a workload, so that a report can be put together from runs on several days: one line a value,
 * with contender, round, metric and value divided by tabs.
 */
public final class Store {

    private static final String FAULT = "!";
    private static final String LEFT_OUT = "-";

    private final Path out;
    private final Path servers;
    private final Path machine;

    /** Below this directory, which is made where it is not there. */
    public Store(Path out) {
        this.out = out;
        servers = results("servers");
        machine = results("machine");
        try {
            Files.createDirectories(servers.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where report and plots go. */
    Path out() {
        return out;
    }

    private Path results(String name) {
        return out.resolve("results").resolve(name + ".tsv");
    }

    /** Keeps what a server is. */
    public void describe(String server, String description) {
        Map<String, String> all = descriptions();
        all.put(server, description);
        write(
                servers,
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue())
                        .toList());
        write(machine, Machine.lines());
    }

    /** What each server is, and what the machine. */
    Map<String, String> descriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        lines(servers).forEach(line -> all.put(line.split("\t")[0], line.split("\t")[1]));
        return all;
    }

    List<String> machine() {
        return lines(machine);
    }

    /** Keeps results in place of older ones of the same workload. */
    public void save(Results results) {
        List<String> lines = new ArrayList<>();
        results.leftOut().forEach((contender, why) -> lines.add(line(contender, 0, LEFT_OUT, why)));
        for (String contender : results.contenders()) {
            int round = 0;
            for (Sample sample : results.samples(contender)) {
                round++;
                for (Map.Entry<Metric, Double> value : sample.values().entrySet()) {
                    lines.add(line(
                            contender,
                            round,
                            value.getKey().name(),
                            value.getValue().toString()));
                }
                for (String fault : sample.faults()) {
                    lines.add(line(contender, round, FAULT, fault));
                }
            }
        }
        write(results(results.workload()), lines);
    }

    private static String line(String contender, int round, String what, String value) {
        return contender + "\t" + round + "\t" + what + "\t" + value.replaceAll("\\s+", " ");
    }

    /** The last results of a workload. */
    Optional<Results> load(String workload) {
        List<String> lines = lines(results(workload));
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Results results = new Results(workload);
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (String line : lines) {
            String[] fields = line.split("\t");
            if (fields[2].equals(LEFT_OUT)) {
                results.leftOut(fields[0], fields[3]);
                continue;
            }
            Sample sample = samples.computeIfAbsent(fields[0] + "\t" + fields[1], key -> {
                Sample made = new Sample(new EnumMap<>(Metric.class), new ArrayList<>());
                results.add(fields[0], made);
                return made;
            });
            if (fields[2].equals(FAULT)) {
                sample.faults().add(fields[3]);
            } else {
                sample.values().put(Metric.valueOf(fields[2]), Double.valueOf(fields[3]));
            }
        }
        return Optional.of(results);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
