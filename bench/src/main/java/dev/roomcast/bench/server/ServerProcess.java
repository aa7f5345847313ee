package dev.roomcast.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process held to core 0, whose output goes to a file. */
public final class ServerProcess implements AutoCloseable {

    private static final String CORE = "0";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final Path log;
    private final ProcessStats stats;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        stats = new ProcessStats(process.pid());
    }

    /**
     * Starts a process and returns at once.
     *
     * @param log file for what it prints
     * @param environment in addition to our own
     */
    static ServerProcess start(Path log, Map<String, String> environment, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", CORE));
        pinned.addAll(command);
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder =
                    new ProcessBuilder(pinned).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            ServerProcess started = new ServerProcess(builder.start(), log);
            Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody uses at the moment. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the port takes connections. */
    void awaitPort(int port) {
        await(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Waits until an HTTP GET of {@code uri} is answered with 200. */
    void awaitOk(String uri) {
        await(() -> {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(uri).toURL().openConnection();
                connection.setConnectTimeout(1_000);
                connection.setReadTimeout(5_000);
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void await(BooleanSupplier ready) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("A server did not start; what it said is in " + log);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    /** What the operating system has on record of it. */
    public ProcessStats stats() {
        return stats;
    }

    /** Asks it to stop, and kills it where it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
