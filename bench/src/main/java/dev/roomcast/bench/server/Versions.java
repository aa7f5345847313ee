package dev.roomcast.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks programs, packages and modules for their version. */
public final class Versions {

    private static final Pattern NUMBER = Pattern.compile("v?(\\d+(\\.\\d+)+[\\w.+-]*)");

    private Versions() {}

    /** The version that a command prints; {@code ?} where it prints none. */
    public static String of(String... command) {
        return output(command).map(Versions::first).orElse("?");
    }

    /** Whether a command can be run. */
    public static boolean present(String... command) {
        return output(command).isPresent();
    }

    static String ofPackage(Path directory, String library) {
        try {
            return first(Files.readString(directory.resolve("node_modules/" + library + "/package.json"))
                    .replaceAll("(?s).*\"version\": *", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String ofModule(Path binary, String module) {
        return output("go", "version", "-m", binary.toString())
                .map(all -> all.replaceAll("(?s).*\\s" + Pattern.quote(module) + "\\s+", ""))
                .map(Versions::first)
                .orElse("?");
    }

    /** The commit of the checkout that a directory is in, with a word where something in it was changed since. */
    static Optional<String> ofCheckout(Path directory) {
        return output("git", "-C", directory.toString(), "describe", "--always", "--dirty=, changed")
                .map(String::trim);
    }

    private static String first(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? number.group(1) : "?";
    }

    /** What a command prints; empty where it cannot be run or fails. */
    static Optional<String> output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
