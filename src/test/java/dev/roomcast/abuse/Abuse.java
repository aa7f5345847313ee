package dev.roomcast.abuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.roomcast.testing.ServerProcess.Launch;

/** The command {@code bench/abuse}. Its end is 1 where a goal was not reached. */
public final class Abuse {

    private static final Path REPORT = Path.of("target", "abuse.md");
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final String ATTACK = "--attack";

    /** What an attack may take beyond its time: to prepare, and where the server hardly answers. */
    private static final Duration PREPARATION = Duration.ofSeconds(150);

    private Path build = Path.of("target", "quarkus-app");
    private boolean onRedis;
    private boolean pinned = true;
    private int seconds = 20;
    private List<String> java = List.of();
    private final List<Attack> attacks = new ArrayList<>();

    private Abuse() {}

    public static void main(String[] arguments) {
        if (arguments.length == 4 && arguments[0].equals(ATTACK)) {
            Trial.here(
                            Attack.named(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Duration.ofSeconds(Integer.parseInt(arguments[3])))
                    .forEach(System.out::println);
            return;
        }
        Abuse abuse = new Abuse();
        if (!abuse.understand(arguments)) {
            System.exit(2);
        }
        System.exit(abuse.run() ? 0 : 1);
    }

    private boolean understand(String[] arguments) {
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--seconds" -> seconds = Integer.parseInt(arguments[++i]);
                    case "--broker" -> onRedis = arguments[++i].equals("redis");
                    case "--server" -> build = Path.of(arguments[++i]);
                    case "--java" -> java = List.of(arguments[++i].split(" "));
                    case "--unpinned" -> pinned = false;
                    case "--list" -> {
                        for (Attack attack : Attack.values()) {
                            System.out.printf("%-28s %s%n", attack.label(), attack.sentence());
                        }
                        return false;
                    }
                    default -> attacks.add(Attack.named(arguments[i]));
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("usage: bench/abuse [--seconds 20] [--broker memory|redis] [--server quarkus-app] "
                    + "[--java 'options'] [--unpinned] [--list] [attack ...]");
            return false;
        }
        if (attacks.isEmpty()) {
            attacks.addAll(List.of(Attack.values()));
        }
        return true;
    }

    private boolean run() {
        List<String> lines = new ArrayList<>(Outcome.HEADER.lines().toList());
        lines.forEach(System.out::println);
        boolean reached = true;
        for (Attack attack : attacks) {
            String row;
            try (Target target = Target.start(launch(), onRedis, attack.settings())) {
                Duration time = Duration.ofSeconds(Math.max(seconds, attack.leastSeconds()));
                Outcome outcome = Trial.run(attack, target, WARM_UP, time, this::elsewhere);
                reached &= outcome.broken().isEmpty();
                row = outcome.row();
                Files.createDirectories(REPORT.getParent());
                Files.write(
                        REPORT.resolveSibling("abuse-" + attack.label() + ".log"),
                        target.process().output());
            } catch (RuntimeException | AssertionError | IOException failed) {
                reached = false;
                row = "| `" + attack.label() + "` | | | | | | | | | **faults** | "
                        + String.valueOf(failed).lines().findFirst().orElse("") + " |";
            }
            System.out.println(row);
            lines.add(row);
            write(lines);
        }
        return reached;
    }

    private static void write(List<String> lines) {
        try {
            Files.createDirectories(REPORT.getParent());
            Files.write(REPORT, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Launch launch() {
        List<String> options = new ArrayList<>(List.of("-Xmx600m"));
        options.addAll(java);
        return new Launch(build, pinned ? List.of("taskset", "-c", "0") : List.of(), options);
    }

    /** Attackers in a process of their own, behind everyone else in the machine's order of things. */
    private List<String> elsewhere(Attack attack, int port, Duration time) {
        List<String> command = new ArrayList<>(pinned ? List.of("taskset", "-c", "1") : List.of());
        command.addAll(List.of(
                "nice",
                "-n",
                "10",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Abuse.class.getName(),
                ATTACK,
                attack.label(),
                "" + port,
                "" + time.toSeconds()));
        try {
            Path output = Files.createTempFile("abuse", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(time.plus(PREPARATION).toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            List<String> findings = new ArrayList<>(Files.readAllLines(output, StandardCharsets.UTF_8));
            Files.delete(output);
            if (!ended) {
                findings.add("the attackers did not come to an end");
            } else if (process.exitValue() != 0) {
                findings.add("the attackers ended with " + process.exitValue());
            }
            return findings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
