package dev.roomcast.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A run: {@code bench/chaos [seconds] [--seed n] [--store one|cluster|sentinel] [--with build]}. Its end is 1 where a promise
 * was broken.
 */
public final class Chaos {

    private static final Path REPORT = Path.of("target", "chaos.md");
    private static final long DEFAULT_SECONDS = 300;
    private static final Duration LAST_ACKS = Duration.ofSeconds(30);

    /** That many violations are printed; all are in a file beside the report. */
    private static final int SHOWN = 50;

    private Chaos() {}

    /**
     * What to run.
     *
     * @param seed decides the order of the faults; not what happens in the meantime
     * @param otherBuild the directory of another build, that instances are upgraded to and back; null for none
     */
    record Plan(Duration time, long seed, Store.Kind store, Path otherBuild) {

        static Plan of(String[] arguments) {
            Duration time = Duration.ofSeconds(DEFAULT_SECONDS);
            long seed = System.nanoTime();
            Store.Kind store = Store.Kind.ONE;
            Path otherBuild = null;
            for (int i = 0; i < arguments.length; i++) {
                String value = i + 1 < arguments.length ? arguments[i + 1] : null;
                if (arguments[i].matches("\\d+")) {
                    time = Duration.ofSeconds(Long.parseLong(arguments[i]));
                    continue;
                }
                if (value == null) {
                    throw new IllegalArgumentException(arguments[i]);
                }
                switch (arguments[i]) {
                    case "--seed" -> seed = Long.parseLong(value);
                    case "--store" -> store = Store.Kind.valueOf(value.toUpperCase(Locale.ROOT));
                    case "--with" -> otherBuild = Path.of(value);
                    default -> throw new IllegalArgumentException(arguments[i]);
                }
                i++;
            }
            return new Plan(time, seed, store, otherBuild);
        }
    }

    /** Runs it, prints the report and writes it to {@code target/chaos.md}, with what the instances logged beside it. */
    public static void main(String[] arguments) throws Exception {
        Plan plan;
        try {
            plan = Plan.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("usage: bench/chaos [seconds] [--seed n] [--store one|cluster|sentinel] [--with build]");
            System.exit(2);
            return;
        }
        System.exit(run(plan, System.out).isGood() ? 0 : 1);
    }

    /** Starts everything, applies faults for that long, and looks at what came of it. */
    static Report run(Plan plan, PrintStream out) throws IOException, InterruptedException {
        Random random = new Random(plan.seed());
        try (Fleet fleet = Fleet.start(plan.store(), plan.otherBuild(), random);
                Crowd crowd = new Crowd(fleet.servers())) {
            Nemesis nemesis = new Nemesis(fleet, crowd, random, out);
            long begun = System.nanoTime();
            nemesis.rage(plan.time());
            List<String> failures = new ArrayList<>(nemesis.unrecovered());
            try {
                crowd.stopWriting(LAST_ACKS);
                crowd.awaitRead(LAST_ACKS);
            } catch (AssertionError e) {
                failures.add("at the end: " + e.getMessage());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Report report = new Report(
                    plan.store(), took, plan.seed(), new Audit(fleet, crowd).findings(failures), nemesis.strikes());
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
