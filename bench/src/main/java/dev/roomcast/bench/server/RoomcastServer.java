package dev.roomcast.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.roomcast.bench.client.Protocol;
import dev.roomcast.bench.client.RoomcastProtocol;

/**
 * Roomcast as it is packaged, with history, limits by rate and count off, and guests let in.
 *
 * @param name its name in tables
 * @param application the directory {@code quarkus-app} of a build
 * @param javaHome JDK to run it on
 * @param flags for the JVM
 * @param gzip whether clients ask for the feature {@code gzip}
 */
public record RoomcastServer(String name, Path application, Path javaHome, List<String> flags, boolean gzip)
        implements Server {

    /** For a server that nobody outside this machine reaches. */
    private static final String SECRET = "a secret of the bench that guards nothing at all";

    /** The same, with clients that ask for the feature {@code gzip}. */
    public RoomcastServer withGzip() {
        return new RoomcastServer(name, application, javaHome, flags, true);
    }

    /** The same on another JDK. */
    public RoomcastServer on(Path otherHome) {
        return new RoomcastServer(name, application, otherHome, flags, gzip);
    }

    @Override
    public String description() {
        return "Roomcast"
                + Versions.ofCheckout(application)
                        .map(commit -> " at " + commit)
                        .orElse("") + ", `java "
                + String.join(" ", flags) + " -jar`, JDK "
                + Versions.of(javaHome.resolve("bin/java").toString(), "-version")
                + ", history on, guests";
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public boolean clusters() {
        return true;
    }

    @Override
    public Protocol protocol() {
        return new RoomcastProtocol(gzip);
    }

    @Override
    public Instance start(Setup setup, Path log, int redisPort) {
        int port = ServerProcess.freePort();
        int management = ServerProcess.freePort();
        Map<String, String> environment = new HashMap<>();
        // All clients are one address here, and some are one user: none of their rates is what is measured.
        for (String scope : List.of("", "USER_", "ADDRESS_")) {
            environment.put("ROOMCAST_LIMITS_" + scope + "BYTES_PER_SECOND", "0");
            environment.put("ROOMCAST_LIMITS_" + scope + "JOINS_PER_MINUTE", "0");
            environment.put("ROOMCAST_LIMITS_" + scope + "HISTORY_READS_PER_MINUTE", "0");
        }
        environment.putAll(Map.of(
                "PORT", Integer.toString(port),
                "QUARKUS_MANAGEMENT_PORT", Integer.toString(management),
                "JWT_SECRET", SECRET,
                "ROOMCAST_GUESTS_ENABLED", "true",
                "ROOMCAST_DRAIN_TIMEOUT", "1s",
                "ROOMCAST_LIMITS_MAX_CONNECTIONS", "0",
                "ROOMCAST_LIMITS_CONNECTIONS_PER_SECOND", "0",
                "ROOMCAST_LIMITS_HALF_OPEN_PER_ADDRESS", "0",
                "ROOMCAST_LIMITS_MESSAGES_PER_SECOND", "0"));
        if (redisPort != 0) {
            environment.put("ROOMCAST_BROKER", "redis");
            environment.put("REDIS_HOST", "127.0.0.1");
            environment.put("REDIS_PORT", Integer.toString(redisPort));
        }
        if (setup.deflate()) {
            environment.put("QUARKUS_WEBSOCKETS_NEXT_SERVER_PER_MESSAGE_COMPRESSION_SUPPORTED", "true");
        }
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-jar", application.resolve("quarkus-run.jar").toAbsolutePath().toString()));
        ServerProcess process = ServerProcess.start(log, environment, command);
        process.awaitOk("http://127.0.0.1:" + management + "/q/health/ready");
        return new Instance(process, port);
    }
}
