package dev.roomcast.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Instances behind HAProxy that are ended by SIGTERM under load: {@code bench/rolling [connections]}. Its end is 1 where a
 * promise was broken, or where in one second more than twice the even share reconnected.
 */
public final class RollingRestart {

    /** Of a default server. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private static final int RESTART_CONNECTIONS = 300;
    private static final int SCALE_IN_CONNECTIONS = 3_000;

    /** So many deliveries a second in all, about, that the load generator is not what is measured. */
    private static final int DELIVERIES_PER_SECOND = 6_000;

    private static final int MOST_MESSAGES_PER_SECOND = 40;
    private static final int LEAST_MESSAGES_PER_SECOND = 2;
    private static final double MOST_OVER_EVEN = 2;
    private static final int SHOWN = 20;

    private RollingRestart() {}

    /**
     * What a scene comes to.
     *
     * @param ends one for each instance that was ended
     * @param told how the times that clients were told are spread, for each of these
     * @param left connections of each instance at the end
     */
    record Result(
            int connections,
            int messagesPerSecond,
            List<Reconnects> ends,
            List<Reconnects> told,
            List<Integer> left,
            long acked,
            long delivered,
            long resumed,
            int lost,
            int doubled,
            int reordered,
            Duration longestSilence,
            List<String> violations) {

        /** The worst of all seconds, in relation to an even one. */
        double worstOverEven() {
            return ends.stream().mapToDouble(Reconnects::overEven).max().orElseThrow();
        }

        private void print(String title, PrintStream out) {
            out.printf(
                    Locale.ROOT,
                    "%n%s: %,d connections, %d messages a second%n"
                            + "  acked %,d, delivered %,d, resumed %,d; lost %d, doubled %d, reordered %d; %d violations%n",
                    title,
                    connections,
                    messagesPerSecond,
                    acked,
                    delivered,
                    resumed,
                    lost,
                    doubled,
                    reordered,
                    violations.size());
            for (Reconnects end : ends) {
                out.printf(
                        Locale.ROOT,
                        "  %,d reconnected; in the worst second %,d, which is %.0f %% of them and %.2f times the even share%n",
                        end.count(),
                        end.inWorstSecond(),
                        100.0 * end.inWorstSecond() / end.count(),
                        end.overEven());
            }
            out.printf(
                    Locale.ROOT,
                    "  longest time without a message for anybody: %d ms; connections at the end: %s%n",
                    longestSilence.toMillis(),
                    left);
            violations.stream().limit(SHOWN).forEach(violation -> out.println("  VIOLATION " + violation));
        }
    }

    /** Runs both scenes, or both with that many connections. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1 || arguments.length == 1 && !arguments[0].matches("[1-9]\\d{0,4}")) {
            System.err.println("usage: bench/rolling [connections]");
            System.exit(2);
        }
        Path program = HaProxy.find().orElse(null);
        if (program == null) {
            System.err.println("HAProxy is not installed: its package is called haproxy");
            System.exit(2);
        }
        int given = arguments.length == 1 ? Integer.parseInt(arguments[0]) : 0;
        Result restart = restart(program, given > 0 ? given : RESTART_CONNECTIONS, DRAIN);
        restart.print("Rolling restart of three instances", System.out);
        Result scaleIn = scaleIn(program, given > 0 ? given : SCALE_IN_CONNECTIONS, DRAIN);
        scaleIn.print("Scale-in from three instances to two", System.out);
        boolean isGood = restart.violations().isEmpty()
                && scaleIn.violations().isEmpty()
                && scaleIn.worstOverEven() <= MOST_OVER_EVEN;
        System.exit(isGood ? 0 : 1);
    }

    /** Each instance is ended by SIGTERM, started again, and has connections again, one after the other. */
    static Result restart(Path haProxy, int connections, Duration drain) throws IOException, InterruptedException {
        return run(haProxy, connections, drain, ProxiedFleet.INSTANCES, true);
    }

    /** The last instance is ended by SIGTERM and stays away. */
    static Result scaleIn(Path haProxy, int connections, Duration drain) throws IOException, InterruptedException {
        return run(haProxy, connections, drain, 1, false);
    }

    private static Result run(Path haProxy, int connections, Duration drain, int ends, boolean again)
            throws IOException, InterruptedException {
        int rate = Math.min(
                MOST_MESSAGES_PER_SECOND, Math.max(LEAST_MESSAGES_PER_SECOND, DELIVERIES_PER_SECOND / connections));
        try (ProxiedFleet fleet = ProxiedFleet.start(haProxy, drain);
                Members members = new Members(fleet.front(), connections)) {
            members.write(rate);
            List<Reconnects> came = new ArrayList<>();
            List<Reconnects> told = new ArrayList<>();
            for (int i = ProxiedFleet.INSTANCES - ends; i < ProxiedFleet.INSTANCES; i++) {
                long asked = System.nanoTime();
                fleet.instance(i).terminate();
                fleet.instance(i).awaitExit();
                members.awaitAllBack();
                came.add(Reconnects.of(members.reconnectsSince(asked), drain));
                told.add(Reconnects.told(members.toldSince(asked), drain));
                if (again) {
                    fleet.restart(i);
                }
            }
            members.stop();
            return result(fleet, members, rate, came, told, again);
        }
    }

    private static Result result(
            ProxiedFleet fleet,
            Members members,
            int rate,
            List<Reconnects> came,
            List<Reconnects> told,
            boolean allAreUp) {
        RoomAudit audit = members.audit(fleet.servers().get(0));
        List<String> violations = new ArrayList<>(audit.violations());
        violations.addAll(members.violations());
        List<Integer> left = allAreUp ? fleet.connections() : List.of(fleet.connections(0), fleet.connections(1));
        return new Result(
                members.count(),
                rate,
                came,
                told,
                left,
                members.acked(),
                members.sum(record -> record.entries().size()),
                members.sum(record -> record.resumptions()),
                audit.lost(),
                audit.doubled() + (int) breaches(violations, "double"),
                audit.reordered() + (int) breaches(violations, "disorder"),
                members.longestSilence(),
                violations);
    }

    private static long breaches(List<String> violations, String kind) {
        return violations.stream()
                .filter(violation -> violation.startsWith(kind))
                .count();
    }
}
