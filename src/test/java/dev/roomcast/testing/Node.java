package dev.roomcast.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Node.js, taken out of Playwright's driver bundle: the build checks and tests TypeScript with it, and the machine needs
 * none of its own.
 */
public final class Node {
    private static final Path HOME = Path.of("target", "node");

    private Node() {}

    /** What a script said, to either stream, and the number it ended with. */
    public record Result(int exitCode, String output) {}

    /** Runs a script to its end, which has to come within the time given, in seconds. */
    public static Result run(long seconds, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(executable().toString());
        command.addAll(arguments);
        Path output = Files.createTempFile(HOME, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "Not done after " + seconds + " s: " + command + "\n" + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    /** Starts a script that is talked to by its input and output; what it says to the error stream goes to ours. */
    public static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(executable().toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static synchronized Path executable() throws IOException {
        String name = isWindows() ? "node.exe" : "node";
        URL packed = Node.class.getResource("/driver/" + platform() + "/" + name);
        if (packed == null) {
            throw new IllegalStateException("Playwright's driver bundle has no Node.js for " + platform());
        }
        Files.createDirectories(HOME);
        Path unpacked = HOME.resolve(name);
        long size = packed.openConnection().getContentLengthLong();
        if (!Files.exists(unpacked) || Files.size(unpacked) != size) {
            Path partial = Files.createTempFile(HOME, "node", ".part");
            try (InputStream in = packed.openStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!partial.toFile().setExecutable(true)) {
                throw new UncheckedIOException(new IOException("Cannot make " + partial + " executable"));
            }
            Files.move(partial, unpacked, StandardCopyOption.REPLACE_EXISTING);
        }
        return unpacked.toAbsolutePath();
    }

    /** As Playwright names the folders of its driver. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (isWindows()) {
            return "win32_x64";
        }
        String family = system.contains("mac") ? "mac" : "linux";
        return arm ? family + "-arm64" : family;
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    }
}
