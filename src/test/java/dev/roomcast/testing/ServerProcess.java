package dev.roomcast.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The packaged server in a process of its own, {@code java -jar target/quarkus-app/quarkus-run.jar}, set by nothing but
 * environment variables, on free ports.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final long START_SECONDS = 60;
    private static final String UP = "istening on";

    private final Process process;
    private final Server server;
    private final List<String> output = new ArrayList<>();
    private final CompletableFuture<Boolean> up = new CompletableFuture<>();
    private final Thread reader;

    private ServerProcess(Map<String, String> environment) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: run ./mvnw package first");
        }
        int port = freePort();
        int managementPort = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-jar",
                        JAR.toString())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ROOMCAST_") || name.startsWith("JWT_"));
        builder.environment().put("PORT", "" + port);
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", "" + managementPort);
        builder.environment().putAll(environment);
        this.server = new Server(port, managementPort);
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.reader = new Thread(this::readOutput, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Environment variables: names and values in turn; {@code JWT_SECRET} is set unless it is named here. */
    public static ServerProcess start(String... environment) {
        ServerProcess started = launch(environment);
        boolean isUp = started.up
                .completeOnTimeout(false, START_SECONDS, TimeUnit.SECONDS)
                .join();
        if (!isUp) {
            started.close();
            throw new AssertionError("the server did not start: " + started.output());
        }
        return started;
    }

    /** As {@link #start} for a start that is expected to fail: waits for the end of the process. */
    public static ServerProcess startInVain(String... environment) {
        ServerProcess started = launch(environment);
        if (started.up.completeOnTimeout(false, START_SECONDS, TimeUnit.SECONDS).join()) {
            started.close();
            throw new AssertionError("the server did start: " + started.output());
        }
        started.awaitExit();
        return started;
    }

    private static ServerProcess launch(String... environment) {
        Map<String, String> variables = new HashMap<>();
        variables.put("JWT_SECRET", Tokens.SECRET);
        for (int i = 0; i < environment.length; i += 2) {
            if (environment[i + 1] == null) {
                variables.remove(environment[i]);
            } else {
                variables.put(environment[i], environment[i + 1]);
            }
        }
        return new ServerProcess(variables);
    }

    /** Its addresses, and clients to it. */
    public Server server() {
        return server;
    }

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for its end and returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the server does not end: " + output());
            }
            reader.join(TimeUnit.SECONDS.toMillis(5));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What it has written to standard output and error so far, line by line. */
    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        server.close();
        process.destroyForcibly();
        awaitExit();
    }

    private void readOutput() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                if (line.contains(UP)) {
                    up.complete(true);
                }
            }
        } catch (IOException e) {
            // the process is gone: so is its output
        }
        up.complete(false);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
