package dev.roomcast.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import dev.roomcast.chaos.Audit.Findings;
import dev.roomcast.chaos.Nemesis.Strike;

/** What a run comes to, as Markdown. */
record Report(Store.Kind store, Duration time, long seed, Findings findings, List<Strike> strikes) {

    boolean isGood() {
        return findings.violations().isEmpty();
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d s, %d instances around %s, %d faults, seed %d:%n%n",
                time.toSeconds(),
                Fleet.INSTANCES,
                store.label(),
                strikes.size(),
                seed));
        text.append(
                "| acked | delivered | resumed | reconnected | duplicates | gaps | reorderings | lost | violations |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        text.append(String.format(
                Locale.ROOT,
                "| %,d | %,d | %,d | %,d | %d | %d | %d | %d | %d |%n%n",
                findings.acked(),
                findings.delivered(),
                findings.resumed(),
                findings.reconnected(),
                findings.duplicates(),
                findings.gaps(),
                findings.reorderings(),
                findings.lost(),
                findings.violations().size()));
        if (store == Store.Kind.SENTINEL) {
            text.append(String.format(
                    Locale.ROOT,
                    "What failovers cost: %d histories of rooms ended, with %,d acked messages, and all were told.%n%n",
                    findings.cost().epochs(),
                    findings.cost().acked()));
        }
        text.append(
                "| fault | times | recovered after its end: median, worst | after its beginning: median, worst |\n");
        text.append("| --- | --- | --- | --- |\n");
        Arrays.stream(Fault.values()).forEach(fault -> row(text, fault));
        return text.toString();
    }

    private void row(StringBuilder text, Fault fault) {
        List<Strike> of = strikes.stream().filter(s -> s.fault() == fault).toList();
        if (!of.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s |%n",
                    fault.label(),
                    of.size(),
                    medianAndWorst(of, Strike::sinceEnd),
                    medianAndWorst(of, Strike::sinceBegin)));
        }
    }

    private static String medianAndWorst(List<Strike> strikes, Function<Strike, Duration> time) {
        List<Duration> sorted =
                strikes.stream().map(time).sorted(Comparator.naturalOrder()).toList();
        Duration median = sorted.get((sorted.size() - 1) / 2);
        Duration worst = sorted.get(sorted.size() - 1);
        return String.format(Locale.ROOT, "%.1f s, %.1f s", Nemesis.seconds(median), Nemesis.seconds(worst));
    }
}
