package dev.roomcast.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

import dev.roomcast.bench.server.Versions;

/** Names the machine. */
final class Machine {

    private Machine() {}

    static List<String> lines() {
        return List.of(
                "Processor: " + value(Path.of("/proc/cpuinfo"), "model name") + ", "
                        + count(Path.of("/proc/cpuinfo"), "processor") + " cores seen by the system",
                "Memory: "
                        + Long.parseLong(value(Path.of("/proc/meminfo"), "MemTotal")
                                        .replaceAll("\\D", ""))
                                / 1_000_000
                        + " GB",
                "System: " + value(Path.of("/etc/os-release"), "PRETTY_NAME").replace("\"", "") + ", Linux "
                        + System.getProperty("os.version"),
                "Load generator: on JDK " + System.getProperty("java.version") + "; Redis, where there is one: "
                        + Versions.of("redis-server", "--version") + ", which writes nothing to disk",
                "Last run: " + LocalDate.now());
    }

    private static String value(Path file, String key) {
        return read(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(line.contains(":") ? ':' : '=') + 1)
                        .trim())
                .findFirst()
                .orElse("?");
    }

    private static long count(Path file, String key) {
        return read(file).stream().filter(line -> line.startsWith(key)).count();
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
