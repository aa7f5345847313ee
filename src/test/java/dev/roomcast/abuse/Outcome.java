package dev.roomcast.abuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an attack came to.
 *
 * @param joinMax how long the slowest newcomer took, in milliseconds
 * @param pastMissing messages of the quiet room that were no longer there
 * @param growth of the server's resident set at its peak, in MB
 * @param faults what must not be however busy the machine is: the server ended, logged an error, kept connections, and
 *     what the attackers found
 */
record Outcome(
        Attack attack, Bystanders.Observed seen, double joinMax, int pastMissing, long growth, List<String> faults) {

    static final String HEADER = "| attack | ack p50, ms | ack p99, ms | delivery p99, ms | cut | missing | unacked "
            + "| slowest join, ms | RSS +, MB | goals | also |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |";

    private static final int SHOWN = 3;
    private static final double P99_MS = 250;
    private static final double JOIN_MS = 2_000;
    private static final long GROWTH_MB = 150;

    /** The goals that were not reached; empty where all were. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (seen.ackP99() >= P99_MS || seen.deliveryP99() >= P99_MS) {
            broken.add("latency");
        }
        if (seen.cut() > 0) {
            broken.add("cut");
        }
        if (seen.missing() + pastMissing > 0) {
            broken.add("missing");
        }
        if (seen.unacked() > 0) {
            broken.add("unacked");
        }
        if (joinMax >= JOIN_MS) {
            broken.add("join");
        }
        if (growth >= GROWTH_MB) {
            broken.add("memory");
        }
        if (!faults.isEmpty()) {
            broken.add("faults");
        }
        return broken;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %.1f | %.0f | %.0f | %d | %d | %d | %.0f | %d | %s | %s |",
                attack.label(),
                seen.ackMedian(),
                seen.ackP99(),
                seen.deliveryP99(),
                seen.cut(),
                seen.missing() + pastMissing,
                seen.unacked(),
                joinMax,
                growth,
                broken().isEmpty() ? "reached" : "**" + String.join(", ", broken()) + "**",
                String.join("; ", faults.subList(0, Math.min(SHOWN, faults.size()))));
    }
}
