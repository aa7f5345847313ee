package dev.roomcast.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                // A page that a test makes up counts as one from the internet, which may not reach this machine.
                "--disable-features=LocalNetworkAccessChecks",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
        if (DebianPackages.isRoot()) {
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
        return DebianPackages.install("chromium") ? onPath() : Optional.empty();
    }
}
