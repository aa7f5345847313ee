package dev.roomcast.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged server in a process of its own, {@code java -jar target/quarkus-app/quarkus-run.jar}, set by nothing but
 * environment variables, on free ports that a restart keeps. It ends with this JVM.
 */
public final class ServerProcess implements AutoCloseable {

    /** This project's own build. */
    public static final Path BUILD = Path.of("target", "quarkus-app");

    private static final String JAR = "quarkus-run.jar";
    private static final long START_SECONDS = 60;
    private static final String UP = "istening on";

    private final Launch launch;
    private final ProcessBuilder command;
    private final Server server;
    private final List<String> output = new ArrayList<>();
    private final Thread hook = new Thread(this::destroy, "server-end");
    private final Semaphore reading = new Semaphore(1);
    private Process process;
    private CompletableFuture<Boolean> up;
    private Thread reader;

    /**
     * How it is run.
     *
     * @param build the directory with {@code quarkus-run.jar}
     * @param prefix a command before {@code java}, as {@code taskset -c 0}; or nothing
     * @param java options of the JVM
     */
    public record Launch(Path build, List<String> prefix, List<String> java) {

        /** This project's own build; C1 alone, since starts are what most tests wait for. */
        static final Launch USUAL = new Launch(BUILD, List.of(), List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));

        /** This project's own build with other options of the JVM. */
        public static Launch withJava(String... options) {
            return new Launch(BUILD, List.of(), List.of(options));
        }

        private List<String> command() {
            Path jar = build.resolve(JAR);
            if (!Files.exists(jar)) {
                throw new IllegalStateException(jar + " is not there: run ./mvnw package first");
            }
            List<String> command = new ArrayList<>(prefix);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(java);
            command.addAll(List.of("-jar", jar.toString()));
            return command;
        }
    }

    private ServerProcess(Launch launch, Map<String, String> environment) {
        this.launch = launch;
        int port = FreePort.find();
        int managementPort = FreePort.find();
        command = new ProcessBuilder(launch.command()).redirectErrorStream(true);
        command.environment()
                .keySet()
                .removeIf(name ->
                        Stream.of("ROOMCAST_", "QUARKUS_", "REDIS_", "JWT_").anyMatch(name::startsWith));
        command.environment().put("PORT", "" + port);
        command.environment().put("QUARKUS_MANAGEMENT_PORT", "" + managementPort);
        command.environment().putAll(environment);
        this.server = new Server(port, managementPort);
        Runtime.getRuntime().addShutdownHook(hook);
        launch();
    }

    private void launch() {
        CompletableFuture<Boolean> isUp = new CompletableFuture<>();
        try {
            Process launched = command.start();
            process = launched;
            up = isUp;
            reader = new Thread(() -> readOutput(launched, isUp), "server-output");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.setDaemon(true);
        reader.start();
    }

    private boolean awaitUp() {
        return up.completeOnTimeout(false, START_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Environment variables: names and values in turn; {@code JWT_SECRET} is set unless it is named here. */
    public static ServerProcess start(String... environment) {
        return start(Launch.USUAL, environment);
    }

    /** As {@link #start(String...)}, run otherwise. */
    public static ServerProcess start(Launch launch, String... environment) {
        ServerProcess started = launch(launch, environment);
        if (!started.awaitUp()) {
            started.close();
            throw new AssertionError("the server did not start: " + started.output());
        }
        return started;
    }

    /** As {@link #start} for a start that is expected to fail: waits for the end of the process. */
    public static ServerProcess startInVain(String... environment) {
        ServerProcess started = launch(Launch.USUAL, environment);
        if (started.awaitUp()) {
            started.close();
            throw new AssertionError("the server did start: " + started.output());
        }
        started.awaitExit();
        return started;
    }

    private static ServerProcess launch(Launch launch, String... environment) {
        Map<String, String> variables = new HashMap<>();
        variables.put("JWT_SECRET", Tokens.SECRET);
        for (int i = 0; i < environment.length; i += 2) {
            if (environment[i + 1] == null) {
                variables.remove(environment[i]);
            } else {
                variables.put(environment[i], environment[i + 1]);
            }
        }
        return new ServerProcess(launch, variables);
    }

    /** Its addresses, and clients to it. */
    public Server server() {
        return server;
    }

    /** The id that the operating system knows it by. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        Signal.TERM.send(process);
    }

    /** Kills it, and waits for that: nobody is told. */
    public void kill9() {
        Signal.KILL.send(process);
        awaitExit();
    }

    /** It stands still; connections to it stay open, and new ones are taken by the kernel. */
    public void pause() {
        Signal.STOP.send(process);
    }

    /** It goes on. */
    public void resume() {
        Signal.CONT.send(process);
    }

    /** As {@link #restart()}, with another build. */
    public void restart(Path build) {
        command.command(new Launch(build, launch.prefix, launch.java).command());
        restart();
    }

    /** Starts it again on the ports it had, and waits until it listens; it must have ended. */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("it has not ended");
        }
        launch();
        if (!awaitUp()) {
            throw new AssertionError("the server did not start again: " + output());
        }
    }

    /** Its output is read no more, until {@link #readOutput()}: the pipe fills, and then writing to it blocks. */
    public void leaveOutputUnread() {
        reading.acquireUninterruptibly();
    }

    /** Its output is read again. */
    public void readOutput() {
        reading.release();
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
        Runtime.getRuntime().removeShutdownHook(hook);
        server.close();
        destroy();
        awaitExit();
    }

    private void destroy() {
        process.destroyForcibly();
    }

    private void readOutput(Process from, CompletableFuture<Boolean> isUp) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reading.acquireUninterruptibly();
                reading.release();
                synchronized (output) {
                    output.add(line);
                }
                if (line.contains(UP)) {
                    isUp.complete(true);
                }
            }
        } catch (IOException e) {
            // the process is gone: so is its output
        }
        isUp.complete(false);
    }
}
