package dev.roomcast.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The npm that is on the PATH, or that the build may install. */
public final class Npm {

    private static final long SECONDS = 120;

    private Npm() {}

    /** Whether there is one. On Debian as root the package {@code npm} is installed. */
    public static synchronized boolean isThere() {
        return onPath().isPresent() || (DebianPackages.install("npm") && onPath().isPresent());
    }

    /**
     * Runs it to its end.
     *
     * @param folder where
     * @param environment variables beside those of this process
     * @return what it wrote
     * @throws IllegalStateException where it fails
     */
    public static String run(Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(onPath().orElseThrow().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--offline", "--no-audit", "--no-fund", "--no-update-notifier"));
        Path output = Files.createTempFile(folder, "npm", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean done = process.waitFor(SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output);
            if (!done || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + (done ? " failed: " : " hangs: ") + said);
            }
            return said;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    private static Optional<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "npm"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
