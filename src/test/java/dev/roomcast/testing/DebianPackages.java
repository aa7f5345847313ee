package dev.roomcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that tests need and Maven cannot bring: fetched where the build may install packages, on Debian as root. */
public final class DebianPackages {

    private static final long INSTALL_MINUTES = 10;
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Path LOCK = TEMPORARY.resolve("roomcast-packages.lock");
    private static final Path OUTPUT = TEMPORARY.resolve("roomcast-packages.log");

    private DebianPackages() {}

    /**
     * Installs packages; what is there already stays as it is.
     *
     * @return false where this is not Debian or not root, when nothing was done
     * @throws IllegalStateException where it does not work
     */
    public static synchronized boolean install(String... names) {
        if (!isRoot() || !Files.exists(Path.of("/etc/debian_version"))) {
            return false;
        }
        // Builds that run side by side would trip over each other's lock on the package database.
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            run(List.of("apt-get", "update", "-qq"));
            List<String> command =
                    new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
            command.addAll(List.of(names));
            run(command);
            return lock.isValid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Unpacks the files of a package, without installing it or what it depends on: no service of it starts.
     *
     * @return false where this is not Debian or not root, when nothing was done
     * @throws IllegalStateException where it does not work
     */
    public static synchronized boolean unpack(String name, Path into) {
        if (!isRoot() || !Files.exists(Path.of("/etc/debian_version"))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Files.createDirectories(into);
            run(List.of("apt-get", "update", "-qq"));
            run(List.of(
                    "sh",
                    "-c",
                    "cd \"$1\" && apt-get download -qq \"$2\" && dpkg -x \"$2\"_*.deb . && rm \"$2\"_*.deb",
                    "unpack",
                    into.toString(),
                    name));
            return lock.isValid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this build runs as root. */
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(List<String> command) {
        try {
            // Not to this process's own output: on that Surefire's fork speaks to Maven, and what is not its own
            // corrupts it.
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(OUTPUT.toFile()));
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            Process process = builder.start();
            boolean done = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
            if (!done || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command)
                        + (done ? " ended with " + process.exitValue() : " took too long")
                        + ", see " + OUTPUT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
