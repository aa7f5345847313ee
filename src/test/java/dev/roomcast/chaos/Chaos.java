package dev.roomcast.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A run: {@code bench/chaos [seconds] [--seed n]}. Its end is 1 where a promise was broken. */
public final class Chaos {

    private static final Path REPORT = Path.of("target", "chaos.md");
    private static final long DEFAULT_SECONDS = 300;
    private static final Duration LAST_ACKS = Duration.ofSeconds(30);

    /** That many violations are printed; all are in a file beside the report. */
    private static final int SHOWN = 50;

    private Chaos() {}

    /** Runs it, prints the report and writes it to {@code target/chaos.md}, with what the instances logged beside it. */
    public static void main(String[] arguments) throws Exception {
        long seconds = DEFAULT_SECONDS;
        long seed = System.nanoTime();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--seed") && i + 1 < arguments.length) {
                seed = Long.parseLong(arguments[++i]);
            } else if (arguments[i].matches("\\d+")) {
                seconds = Long.parseLong(arguments[i]);
            } else {
                System.err.println("usage: bench/chaos [seconds] [--seed n]");
                System.exit(2);
            }
        }
        Report report = run(Duration.ofSeconds(seconds), seed, System.out);
        System.exit(report.isGood() ? 0 : 1);
    }

    /**
     * Starts everything, applies faults for that long, and looks at what came of it.
     *
     * @param seed decides the order of the faults; not what happens in the meantime
     */
    static Report run(Duration time, long seed, PrintStream out) throws IOException, InterruptedException {
        try (Fleet fleet = Fleet.start();
                Crowd crowd = new Crowd(fleet.servers())) {
            Nemesis nemesis = new Nemesis(fleet, crowd, new Random(seed), out);
            long begun = System.nanoTime();
            nemesis.rage(time);
            List<String> failures = new ArrayList<>(nemesis.unrecovered());
            try {
                crowd.stopWriting(LAST_ACKS);
                crowd.awaitRead(LAST_ACKS);
            } catch (AssertionError e) {
                failures.add("at the end: " + e.getMessage());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Report report = new Report(took, seed, new Audit(fleet, crowd).findings(failures), nemesis.strikes());
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, report.markdown());
            Files.write(
                    REPORT.resolveSibling("chaos-violations.log"),
                    report.findings().violations());
            for (int i = 0; i < Fleet.INSTANCES; i++) {
                Files.write(
                        REPORT.resolveSibling("chaos-instance-" + i + ".log"),
                        fleet.instance(i).output());
            }
            out.println();
            out.println(report.markdown());
            report.findings().violations().stream().limit(SHOWN).forEach(v -> out.println("VIOLATION " + v));
            return report;
        }
    }
}
