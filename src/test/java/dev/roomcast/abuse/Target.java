package dev.roomcast.abuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.ServerProcess.Launch;
import dev.roomcast.testing.redis.RedisServer;

/** The packaged server under attack: guests in, limits as they are by default; with a Redis of its own where asked. */
public final class Target implements AutoCloseable {

    private static final Pattern CONNECTIONS = Pattern.compile("(?m)^roomcast_connections (\\S+)$");
    private static final Pattern HEAP =
            Pattern.compile("(?m)^jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*} (\\S+)$");
    private static final long COUNTS_SETTLE_NANOS = 15_000_000_000L;

    private static final int SHOWN = 1_500;

    private final RedisServer redis;
    private final ServerProcess process;

    /** @param settings environment variables beside the usual ones, names and values in turn */
    public static Target start(Launch launch, boolean onRedis, Collection<String> settings) {
        return new Target(launch, onRedis ? RedisServer.with().start() : null, settings);
    }

    private Target(Launch launch, RedisServer redis, Collection<String> settings) {
        this.redis = redis;
        List<String> environment =
                new ArrayList<>(List.of("ROOMCAST_GUESTS_ENABLED", "true", "ROOMCAST_DEMO_LOGIN_ENABLED", "true"));
        if (redis != null) {
            environment.addAll(List.of("ROOMCAST_BROKER", "redis", "QUARKUS_REDIS_HOSTS", redis.uri()));
        }
        environment.addAll(settings);
        try {
            this.process = ServerProcess.start(launch, environment.toArray(String[]::new));
        } catch (RuntimeException | Error failed) {
            if (redis != null) {
                redis.close();
            }
            throw failed;
        }
    }

    public Server server() {
        return process.server();
    }

    public ServerProcess process() {
        return process;
    }

    /** Lines of the log at level ERROR from that line on, and stack traces, shortened. */
    public List<String> errors(int fromLine) {
        return process.output().stream()
                .skip(fromLine)
                .filter(line -> line.contains("\"level\":\"ERROR\"")
                        || line.contains("\"level\":\"FATAL\"")
                        || line.contains("OutOfMemoryError"))
                .map(line -> line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…")
                .toList();
    }

    /** Lines of the log so far. */
    public int logLines() {
        return process.output().size();
    }

    /** Whether it runs and its event loops take up work. */
    public boolean isLive() {
        try {
            return process.isAlive()
                    && server().management().get("/q/health/live").status() == 200;
        } catch (RuntimeException unreachable) {
            return false;
        }
    }

    /** How many connections it counts once it counts no more than those, or after 15 s. */
    public int connectionsDownTo(int expected) {
        long patience = System.nanoTime() + COUNTS_SETTLE_NANOS;
        int counted = connections();
        while (counted > expected && System.nanoTime() < patience) {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            counted = connections();
        }
        return counted;
    }

    private int connections() {
        return (int) metric(CONNECTIONS);
    }

    /** Heap in use after a full collection, in bytes. */
    public long heapAfterCollection() {
        try {
            new ProcessBuilder("jcmd", "" + process.pid(), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return (long) metric(HEAP);
    }

    /** The sum of all lines that fit; the first group is the value. */
    private double metric(Pattern line) {
        Api.Reply reply = server().management().get("/metrics");
        double sum = 0;
        Matcher matcher = line.matcher(reply.text());
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }

    @Override
    public void close() {
        process.close();
        if (redis != null) {
            redis.close();
        }
    }
}
