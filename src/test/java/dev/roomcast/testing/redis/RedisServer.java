package dev.roomcast.testing.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.roomcast.testing.FreePort;
import dev.roomcast.testing.Signal;

/**
 * A real {@code redis-server} of a test's own: a process on a port of this machine, with a directory that lasts over
 * restarts and goes with {@link #close}. It ends with this JVM. Not for many threads, but for {@link #command}.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REPLY = Duration.ofSeconds(5);
    private static final long POLL_MS = 10;
    private static final String SETTINGS = "redis.conf";

    /** Of the append-only file, after which Redis serves its clients as it loads. */
    private static final int COMMANDS_A_LOOK = 1_024;

    /** What the shortest sleep takes in truth. */
    private static final int SHORTEST_SLEEP_MICROS = 60;

    private RedisBinary binary;
    private final int port = FreePort.find();
    private final Path folder;
    private final List<String> options;
    private final String password;
    private final Thread hook = new Thread(this::destroy, "redis-end");
    private Process process;

    /** One for all tests of this JVM that do not break it; rooms and users of their own keep them apart. */
    private static final class Shared {
        private static final RedisServer SERVER = new Builder().start();
    }

    private RedisServer(RedisBinary binary, List<String> options, String password) {
        this.binary = binary;
        this.options = List.copyOf(options);
        this.password = password;
        try {
            this.folder = Files.createTempDirectory("roomcast-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What a server is to be like; by itself it keeps everything in memory. */
    public static final class Builder {

        private final List<String> options = new ArrayList<>(List.of("--save", ""));
        private RedisBinary binary = RedisBinary.find();
        private String password;

        private Builder() {}

        /** Writes each command to disk before it is answered: a kill loses nothing that was acked. */
        public Builder durable() {
            // A rewrite would take the machine's time in the midst of a measurement.
            return option("appendonly", "yes")
                    .option("appendfsync", "always")
                    .option("auto-aof-rewrite-percentage", "0");
        }

        /** Asks for a password. */
        public Builder password(String secret) {
            this.password = secret;
            return option("requirepass", secret).option("masterauth", secret);
        }

        /** Follows another server. */
        public Builder replicaOf(RedisServer master) {
            return option("replicaof", "127.0.0.1 " + master.port());
        }

        /** Is a node of a Cluster. */
        public Builder clusterNode() {
            return option("cluster-enabled", "yes")
                    .option("cluster-node-timeout", "2000")
                    .option("repl-diskless-sync-delay", "0");
        }

        /** A line of {@code redis.conf}. */
        public Builder option(String name, String value) {
            options.add("--" + name);
            options.addAll(List.of(value.split(" ")));
            return this;
        }

        /** A certain program in place of the best one. */
        Builder binary(RedisBinary program) {
            this.binary = program;
            return this;
        }

        /** Starts it and waits until it answers. */
        public RedisServer start() {
            RedisServer server = new RedisServer(binary, options, password);
            server.start();
            return server;
        }
    }

    /** A Sentinel, which is a server of another mode with a file of settings that it rewrites. */
    static RedisServer sentinel(String name, RedisServer master) {
        RedisServer sentinel = new RedisServer(RedisBinary.find(), List.of("--sentinel"), null);
        String settings = """
                sentinel monitor %1$s 127.0.0.1 %2$d 2
                sentinel down-after-milliseconds %1$s 1000
                sentinel failover-timeout %1$s 3000
                """.formatted(name, master.port);
        try {
            Files.writeString(sentinel.folder.resolve(SETTINGS), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sentinel.start();
        return sentinel;
    }

    /** To say what the server is to be like. */
    public static Builder with() {
        return new Builder();
    }

    /** One for all tests of this JVM that leave it as it is; it is never closed. Tests use rooms and users of their own. */
    public static RedisServer shared() {
        return Shared.SERVER;
    }

    /** Its port on localhost; a restart keeps it. */
    public int port() {
        return port;
    }

    /** As {@code QUARKUS_REDIS_HOSTS} wants it. */
    public String uri() {
        return "redis://" + (password == null ? "" : ":" + password + "@") + "localhost:" + port;
    }

    /** Whether its version is 7 or later. */
    public boolean isAtLeast7() {
        return binary.major() >= 7;
    }

    // --- asking ---

    /**
     * Sends a command, on a connection of its own.
     *
     * @return a {@link String}, a {@link Long}, null, or a {@link List} of these
     * @throws RedisError where Redis answers with an error
     * @throws UncheckedIOException where it does not answer
     */
    public Object command(String... command) {
        try (RedisCli cli = new RedisCli(port, password, REPLY)) {
            return cli.send(command);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command) + " was not answered", e);
        }
    }

    // --- faults ---

    /** Kills it: what was not on disk is lost. */
    public void kill9() {
        end(Signal.KILL);
    }

    /** Asks it to end, and waits for that. */
    public void terminate() {
        end(Signal.TERM);
    }

    /** It stands still; connections to it stay open, and new ones are taken by the kernel. */
    public void pause() {
        Signal.STOP.send(process);
    }

    /** It goes on. */
    public void resume() {
        Signal.CONT.send(process);
    }

    /** Starts it again, on the same port with the same directory, and waits until it answers. */
    public void restart() {
        launch(List.of());
        awaitReady();
    }

    /**
     * Kills it and starts it again so that it answers {@code LOADING} for a while; comes back as soon as it does, and
     * {@link #awaitReady} tells when it is through. Only for a {@linkplain Builder#durable() durable} one.
     *
     * @param loading how long about
     */
    public void reloadSlowly(Duration loading) {
        // Redis looks at its clients each so many commands that it loads: ten looks a second let them hear of it.
        long wanted = loading.toMillis() / 100 * COMMANDS_A_LOOK;
        command(
                "EVAL",
                "for i = 1, tonumber(ARGV[1]) do redis.call('SET', KEYS[1], i) end redis.call('DEL', KEYS[1])",
                "1",
                "filler",
                "" + wanted);
        kill9();
        long commands = commandsOnDisk();
        long sleeps = loading.toNanos() / 1_000 / SHORTEST_SLEEP_MICROS;
        // A negative one is Redis' way to say that it should sleep only once in so many commands.
        long delay =
                commands > sleeps ? -commands / sleeps : loading.toNanos() / 1_000 / commands - SHORTEST_SLEEP_MICROS;
        launch(List.of("--key-load-delay", "" + delay));
        awaitReply("LOADING");
    }

    private long commandsOnDisk() {
        try (Stream<Path> files = Files.walk(folder)) {
            long commands = 0;
            for (Path file : files.filter(f -> f.toString().endsWith(".aof")).toList()) {
                try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    commands += lines.filter(line -> line.startsWith("*")).count();
                }
            }
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it and starts the best version there is in its place, on the same port with the same directory. */
    public void upgrade() {
        terminate();
        binary = RedisBinary.find();
        restart();
    }

    // --- its life ---

    private void start() {
        try {
            restart();
        } catch (RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private void launch(List<String> more) {
        if (process != null && process.isAlive()) {
            end(Signal.TERM);
        }
        List<String> command = new ArrayList<>(List.of(binary.path().toString()));
        if (Files.exists(folder.resolve(SETTINGS))) {
            command.add(folder.resolve(SETTINGS).toString());
        }
        command.addAll(
                List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString(), "--daemonize", "no"));
        if (isAtLeast7()) {
            command.addAll(List.of("--enable-debug-command", "yes"));
        }
        command.addAll(options);
        command.addAll(more);
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers and has all its data. */
    public void awaitReady() {
        awaitReply("PONG");
    }

    private void awaitReply(String beginning) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String reply = "";
        while (!reply.startsWith(beginning)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError(
                        "redis-server does not answer " + beginning + ", but " + reply + "; its log: " + logText());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                reply = String.valueOf(command("PING"));
            } catch (RedisError error) {
                reply = error.getMessage();
            } catch (UncheckedIOException notYet) {
                reply = notYet.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private void end(Signal signal) {
        signal.send(process);
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("redis-server does not end: " + logText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it and deletes its directory. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        destroy();
    }

    private void destroy() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("redis.log");
    }

    private String logText() {
        try {
            return Files.readString(log(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "not readable: " + e;
        }
    }
}
