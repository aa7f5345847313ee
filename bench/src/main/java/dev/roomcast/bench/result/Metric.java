package dev.roomcast.bench.result;

import java.util.Locale;

/** What is measured, in the order in which tables show it. */
public enum Metric {
    /** Server CPU, user and system, for each message that reached a member. */
    CPU_PER_DELIVERY("CPU a delivery", "µs", 2, true),
    /** Messages that reached a member. */
    DELIVERIES("deliveries", "1/s", 0, false),
    /** Server CPU for each connection that was made, until the server has greeted it. */
    CPU_PER_HANDSHAKE("CPU a handshake", "µs", 0, true),
    /** Connections made. */
    HANDSHAKES("handshakes", "1/s", 0, false),
    /** Server CPU of a second in which nobody says anything. */
    IDLE_CPU("CPU idle", "ms/s", 1, true),
    /** From the first connection of a storm until all have all. */
    TIME("until all have all", "s", 2, true),
    /** Server CPU for each client that came back and has all that it missed. */
    CPU_PER_RETURN("CPU a return", "µs", 0, true),
    /** Median time from publishing to reception. */
    P50("p50", "ms", 2, false),
    /** 99th percentile of the time from publishing to reception. */
    P99("p99", "ms", 2, true),
    /** 99.9th percentile of the time from publishing to reception. */
    P999("p99.9", "ms", 2, false),
    /** Bytes that a client read from its socket for each message that it got. */
    WIRE("bytes a delivery", "B", 0, false),
    /** Resident memory at the end of the run. */
    RSS("RSS", "MB", 0, true),
    /** Bytes of the JVM's heap in use after a full collection; of servers that run on one. */
    LIVE_HEAP("live heap", "MB", 1, false),
    /** By how much resident memory was higher at its peak than before the run. */
    GROWTH("RSS peak growth", "MB", 0, true),
    /** How busy the load generator's core was. */
    GENERATOR("generator", "%", 0, false);

    private final String title;
    private final String unit;
    private final int digits;
    private final boolean compared;

    Metric(String title, String unit, int digits, boolean compared) {
        this.title = title;
        this.unit = unit;
        this.digits = digits;
        this.compared = compared;
    }

    /** Head of its column. */
    public String title() {
        return title;
    }

    /** Unit of its values. */
    public String unit() {
        return unit;
    }

    /** Whether less is better and a ratio is worth showing. */
    public boolean compared() {
        return compared;
    }

    /** A value with as many digits as it deserves. */
    public String show(double value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
