package dev.roomcast.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param workloads words that name workloads
 * @param servers names of the servers to measure
 * @param rounds counted runs of each server
 * @param warm how long each server does the workload before the first counted run
 * @param run length of a counted run
 * @param out directory for results, report and plots
 * @param baseline the {@code quarkus-app} of another build of Roomcast to compare with
 * @param otherJdk home of a second JDK
 * @param jvm flags of Roomcast's JVM
 */
record Options(
        Set<String> workloads,
        Set<String> servers,
        int rounds,
        Duration warm,
        Duration run,
        Path out,
        Optional<Path> baseline,
        Optional<Path> otherJdk,
        List<String> jvm) {

    /** Compares before with after in some three minutes: a room of many, many rooms of few, and a busy room. */
    private static final List<String> SHORT = List.of("room1000@20", "inflight-16", "rooms100x10@2000");

    /** As in Dockerfile.jvm, and a heap that does not depend on the machine. */
    private static final List<String> JVM =
            List.of("-Xmx1g", "-XX:+UseSerialGC", "-Xms128m", "-Xmn32m", "-XX:TrimNativeHeapInterval=10000");

    static final String USAGE = """
            bench/run [workload ...] [option ...]

              workload          a name, the beginning of several (members, rooms, inflight, resume, handshake), all, or
                                short: Roomcast against ws in some three minutes. Default: room1000@20
              --servers LIST    of roomcast,ws,socketio,centrifuge,centrifuge-history. Default: all that can run here
              --rounds N        counted runs of each server. Default: 3
              --warm SECONDS    of the workload before the first counted run. Default: 30
              --seconds SECONDS of a counted run. Default: 12
              --out DIRECTORY   for results, report and plots. Default: target/bench
              --baseline DIR    the quarkus-app of another build of Roomcast, measured in turn with this one
              --other-jdk HOME  a second JDK for the workload jdk. Default: JAVA_HOME25
              --jvm FLAGS       of Roomcast's JVM. Default: those of its image, with a heap of 1 GB
              --list            prints the workloads
              --report          measures nothing: writes the report of what was measured before
            """;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException where it makes no sense
     */
    static Options parse(List<String> arguments) {
        Set<String> workloads = new LinkedHashSet<>();
        Set<String> servers = new LinkedHashSet<>();
        int rounds = 3;
        int warm = 0;
        int seconds = 0;
        boolean brief = false;
        Path out = Path.of("target", "bench");
        Optional<Path> baseline = Optional.empty();
        Optional<Path> otherJdk =
                Optional.ofNullable(System.getenv("JAVA_HOME25")).map(Path::of);
        List<String> jvm = JVM;
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String word = rest.remove(0);
            switch (word) {
                case "--servers" -> servers.addAll(List.of(value(word, rest).split(",")));
                case "--rounds" -> rounds = number(word, rest);
                case "--warm" -> warm = number(word, rest);
                case "--seconds" -> seconds = number(word, rest);
                case "--out" -> out = Path.of(value(word, rest));
                case "--baseline" -> baseline = Optional.of(Path.of(value(word, rest)));
                case "--other-jdk" -> otherJdk = Optional.of(Path.of(value(word, rest)));
                case "--jvm" -> jvm = List.of(value(word, rest).trim().split("\\s+"));
                case "short" -> {
                    brief = true;
                    workloads.addAll(SHORT);
                }
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("There is no option " + word);
                    }
                    workloads.add(word);
                }
            }
        }
        if (workloads.isEmpty()) {
            workloads.add("room1000@20");
        }
        if (brief && servers.isEmpty()) {
            servers.addAll(List.of("roomcast", "ws"));
        }
        return new Options(
                workloads,
                servers,
                rounds,
                Duration.ofSeconds(warm > 0 ? warm : brief ? 10 : 30),
                Duration.ofSeconds(seconds > 0 ? seconds : brief ? 6 : 12),
                out,
                baseline,
                otherJdk,
                jvm);
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " wants a value");
        }
        return rest.remove(0);
    }

    private static int number(String option, List<String> rest) {
        String value = value(option, rest);
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is too small.
        }
        throw new IllegalArgumentException(option + " wants a whole number over 0, not " + value);
    }
}
