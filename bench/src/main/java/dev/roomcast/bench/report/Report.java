package dev.roomcast.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.roomcast.bench.load.Contender;
import dev.roomcast.bench.load.Workload;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Results;
import dev.roomcast.bench.result.Sample;

/** Tables of all results that there are, as Markdown, with plots beside it. */
public final class Report {

    private final Store store;
    private final List<Workload> workloads;

    /**
     * @param workloads in the order of the report
     */
    public Report(Store store, List<Workload> workloads) {
        this.store = store;
        this.workloads = workloads;
    }

    /** Writes {@code report.md} and its plots. */
    public void write() throws IOException {
        StringBuilder text = new StringBuilder("# Roomcast and its peers, side by side\n\n");
        store.machine().forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("- Servers held to core 0, load generator to core 1; servers take turns\n\n");
        store.descriptions()
                .forEach((name, description) -> text.append("- **")
                        .append(name)
                        .append("**: ")
                        .append(description)
                        .append('\n'));
        text.append('\n');
        for (Workload workload : workloads) {
            Optional<Results> results = store.load(workload.name());
            if (results.isPresent()) {
                text.append(table(workload, results.get()));
                String plot = workload.name().replace('@', '-') + ".svg";
                Files.writeString(store.out().resolve(plot), Plots.bars(workload, results.get()));
                text.append("![")
                        .append(workload.title())
                        .append("](")
                        .append(plot)
                        .append(")\n\n");
            }
        }
        growth(text, "members", "members of the room", "One room grows: the same 20,000 deliveries a second");
        growth(text, "rooms", "rooms", "Rooms grow in number: the same 2,000 messages a second");
        Files.writeString(store.out().resolve("report.md"), text);
    }

    private void growth(StringBuilder text, String prefix, String axis, String title) throws IOException {
        List<Results> sizes = workloads.stream()
                .filter(workload -> workload.name().matches(prefix + "-\\d+"))
                .map(workload -> store.load(workload.name()))
                .flatMap(Optional::stream)
                .toList();
        if (sizes.size() > 1) {
            String plot = "growth-" + prefix + ".svg";
            Files.writeString(store.out().resolve(plot), Plots.growth(title, axis, sizes));
            text.append("## ")
                    .append(title)
                    .append("\n\n![")
                    .append(title)
                    .append("](")
                    .append(plot)
                    .append(")\n\n");
        }
    }

    /** The tables of some workloads, for the console. */
    public String tables(Set<String> names) {
        return workloads.stream()
                .filter(workload -> names.contains(workload.name()))
                .map(workload -> store.load(workload.name())
                        .map(results -> table(workload, results))
                        .orElse(""))
                .collect(Collectors.joining());
    }

    private static String table(Workload workload, Results results) {
        StringBuilder text = new StringBuilder("## ")
                .append(workload.name())
                .append("\n\n")
                .append(workload.title())
                .append(". Medians, and ranges where there is more than one run.\n\n");
        row(text, "server", workload.metrics().stream().map(metric -> metric.title() + ", " + metric.unit()));
        row(text, "---", workload.metrics().stream().map(metric -> "---:"));
        for (String contender : results.contenders()) {
            row(text, contender, workload.metrics().stream().map(metric -> cell(results, contender, metric)));
        }
        text.append('\n');
        ratios(text, workload, results);
        notes(text, results);
        return text.toString();
    }

    private static void row(StringBuilder text, String first, Stream<String> cells) {
        text.append("| ")
                .append(first)
                .append(" | ")
                .append(cells.collect(Collectors.joining(" | ")))
                .append(" |\n");
    }

    private static String cell(Results results, String contender, Metric metric) {
        double[] values = results.values(contender, metric);
        if (values.length == 0) {
            return "–";
        }
        String median = "**" + metric.show(results.median(contender, metric)) + "**";
        return values.length == 1
                ? median
                : median + " (" + metric.show(values[0]) + "–" + metric.show(values[values.length - 1]) + ")";
    }

    /** The first contender against each other one; what differs from a server in one thing, against that server. */
    private static void ratios(StringBuilder text, Workload workload, Results results) {
        List<Metric> compared =
                workload.metrics().stream().filter(Metric::compared).toList();
        List<String> contenders = results.contenders();
        if (contenders.size() < 2) {
            return;
        }
        row(text, "ratio of medians", compared.stream().map(Metric::title));
        row(text, "---", compared.stream().map(metric -> "---:"));
        for (String contender : contenders.subList(1, contenders.size())) {
            int variant = contender.indexOf(Contender.VARIANT);
            String above = variant < 0 ? contenders.get(0) : contender;
            String below = variant < 0 ? contender : contender.substring(0, variant);
            row(
                    text,
                    above + " : " + below,
                    compared.stream()
                            .map(metric -> results.median(above, metric) / results.median(below, metric))
                            .map(ratio -> Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "–"));
        }
        text.append('\n');
    }

    private static void notes(StringBuilder text, Results results) {
        results.leftOut()
                .forEach((contender, why) -> text.append("- ")
                        .append(contender)
                        .append(" is left out: ")
                        .append(why)
                        .append('\n'));
        for (String contender : results.contenders()) {
            List<Sample> samples = results.samples(contender);
            long tooBusy = samples.stream().filter(Sample::isVoid).count();
            if (tooBusy > 0) {
                text.append("- **Void**: ")
                        .append(tooBusy)
                        .append(" of ")
                        .append(samples.size())
                        .append(" runs of ")
                        .append(contender)
                        .append(", since the generator was over 90 % busy\n");
            }
            samples.stream()
                    .flatMap(sample -> sample.faults().stream())
                    .distinct()
                    .forEach(fault -> text.append("- **Wrong**, ")
                            .append(contender)
                            .append(": ")
                            .append(fault)
                            .append('\n'));
        }
        text.append('\n');
    }
}
