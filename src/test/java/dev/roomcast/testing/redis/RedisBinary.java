package dev.roomcast.testing.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import redis.embedded.core.ExecutableProvider;

import dev.roomcast.testing.DebianPackages;

/**
 * The program {@code redis-server}, from where there is one: the PATH, where it is version 7 or later; Debian's packages,
 * installed once where the build runs as root there; else the 6.2 that comes as a Maven artifact.
 *
 * @param path the program
 * @param major its version's first number
 */
public record RedisBinary(Path path, int major) {

    private static final int WANTED = 7;
    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.");

    /** Looked for once a JVM, when it is first asked for. */
    private static final class Found {
        private static final RedisBinary BEST = onPath().or(RedisBinary::installed)
                .or(RedisBinary::onPathOfAnyVersion)
                .orElseGet(RedisBinary::embedded);
    }

    /** The best one there is. */
    public static RedisBinary find() {
        return Found.BEST;
    }

    /**
     * Reports the test that calls this as not run where Redis is older than 7.
     *
     * @param what the test needs, for the report
     */
    public static void assumeAtLeast7(String what) {
        RedisBinary binary = find();
        assumeTrue(
                binary.major >= WANTED,
                () -> what + " needs Redis 7, and " + binary.path + " is " + binary.major
                        + ": install redis-server 7 or later");
    }

    /** The program {@code redis-cli}; reports the test as not run where there is none. */
    static Path cli() {
        Optional<Path> cli = program("redis-cli");
        assumeTrue(cli.isPresent(), "making a Cluster needs redis-cli: install redis-server 7 or later");
        return cli.get();
    }

    /** The one that comes as a Maven artifact. */
    static RedisBinary embedded() {
        try {
            Path folder = Files.createTempDirectory("roomcast-redis-binary");
            folder.toFile().deleteOnExit();
            File file =
                    ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
            file.deleteOnExit();
            return of(file.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException("There is no redis-server here: install version 7 or later", e);
        }
    }

    private static Optional<RedisBinary> onPath() {
        return onPathOfAnyVersion().filter(binary -> binary.major >= WANTED);
    }

    private static Optional<RedisBinary> onPathOfAnyVersion() {
        return program("redis-server").map(RedisBinary::of);
    }

    private static Optional<RedisBinary> installed() {
        try {
            if (!DebianPackages.install("redis-server", "redis-sentinel")) {
                return Optional.empty();
            }
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("Tests go on with Redis 6.2, since redis-server could not be installed: " + e);
            return Optional.empty();
        }
        // The packages start services that no test asked for.
        for (String service : List.of("redis-server", "redis-sentinel")) {
            output("sh", "-c", "service " + service + " stop || true");
        }
        return onPath();
    }

    private static Optional<Path> program(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return List.of(path.split(File.pathSeparator)).stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static RedisBinary of(Path path) {
        String version = output(path.toString(), "--version");
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            throw new IllegalStateException(path + " --version says: " + version);
        }
        return new RedisBinary(path, Integer.parseInt(matcher.group(1)));
    }

    private static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
