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

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

/**
 * A real Chromium: the one that {@code ROOMCAST_CHROMIUM} names, or one on the path, or, on Debian as root, its package,
 * installed once.
 */
public final class Chromium implements AutoCloseable {
    private static final String SETTING = "ROOMCAST_CHROMIUM";
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final long INSTALL_MINUTES = 10;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts a browser without a window; fails where there is none, and says what to install. */
    public static Chromium start() {
        Path executable = executable();
        // Playwright would fetch browsers of its own otherwise.
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(arguments()));
        return new Chromium(playwright, browser);
    }

    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
        if (isRoot()) {
            arguments.add("--no-sandbox"); // Chromium refuses to start as root with its sandbox on
        }
        return arguments;
    }

    private static synchronized Path executable() {
        String set = System.getenv(SETTING);
        if (set != null && !set.isBlank()) {
            Path path = Path.of(set);
            if (!Files.isExecutable(path)) {
                throw new IllegalStateException(SETTING + " names " + set + ", which cannot be executed");
            }
            return path;
        }
        return onPath().or(Chromium::installed).orElseThrow(() -> new IllegalStateException("""
                The browser tests need Chromium: install the package "chromium" of your distribution, \
                or name a Chromium or Chrome in the environment variable %s.""".formatted(SETTING)));
    }

    private static Optional<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return NAMES.stream()
                .flatMap(
                        name -> List.of(path.split(File.pathSeparator)).stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> installed() {
        if (!isRoot() || !Files.exists(Path.of("/etc/debian_version"))) {
            return Optional.empty();
        }
        run("apt-get", "update", "-qq");
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium");
        return onPath();
    }

    private static void run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            Process process = builder.start();
            boolean done = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
            if (!done || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("Could not install the package \"chromium\": "
                        + String.join(" ", command)
                        + (done ? " ended with " + process.exitValue() : " took too long"));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Could not install the package \"chromium\"", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while installing the package \"chromium\"", e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
