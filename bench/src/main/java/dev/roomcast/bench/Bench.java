package dev.roomcast.bench;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.roomcast.bench.load.Generator;
import dev.roomcast.bench.load.Workload;
import dev.roomcast.bench.load.Workloads;
import dev.roomcast.bench.report.Report;
import dev.roomcast.bench.report.Store;
import dev.roomcast.bench.result.Results;
import dev.roomcast.bench.server.Server;

/** {@code bench/run}: its end is 1 where a delivery was wrong or a server failed, 2 where the command makes no sense. */
public final class Bench {

    private static final String LIST = "--list";
    private static final String REPORT = "--report";

    private Bench() {}

    /** Measures what the arguments ask for, from the project's root. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            Options options = Options.parse(words.stream()
                    .filter(word -> !word.equals(LIST) && !word.equals(REPORT))
                    .toList());
            Workloads workloads = new Workloads(options.otherJdk());
            if (words.contains(LIST)) {
                workloads.all().forEach(workload -> System.out.println(workload.name() + ": " + workload.title()));
                return;
            }
            if (words.contains(REPORT)) {
                new Report(new Store(options.out()), workloads.all()).write();
                return;
            }
            System.exit(run(options, workloads) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
        }
    }

    private static boolean run(Options options, Workloads workloads) throws IOException {
        Set<Workload> asked = new LinkedHashSet<>();
        options.workloads().forEach(word -> asked.addAll(workloads.named(word)));
        List<Server> servers = Lineup.of(options);
        Store store = new Store(options.out());
        servers.forEach(server -> {
            System.out.println(server.name() + ": " + server.description());
            store.describe(server.name(), server.description());
        });
        boolean right = true;
        Set<String> measured = new LinkedHashSet<>();
        try (Generator generator = new Generator()) {
            Runner runner = new Runner(options, generator);
            for (Workload workload : asked) {
                Results results = runner.run(workload, servers);
                if (results != null) {
                    store.save(results);
                    right &= results.right();
                    measured.add(workload.name());
                    new Report(store, workloads.all()).write();
                }
            }
        }
        System.out.println();
        System.out.println(new Report(store, workloads.all()).tables(measured));
        System.out.println("Report and plots: " + options.out().resolve("report.md"));
        return right;
    }
}
