package dev.roomcast.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.roomcast.bench.client.Protocol;

/**
 * A peer that runs on Node.js.
 *
 * @param name its name in commands and tables
 * @param directory where its {@code server.js} and {@code node_modules} are
 * @param library package that it is built on
 * @param protocol how it is spoken to
 */
public record NodeServer(String name, Path directory, String library, Protocol protocol) implements Server {

    @Override
    public String description() {
        return "`" + library + "` " + Versions.ofPackage(directory, library) + " on Node.js "
                + Versions.of("node", "--version") + ", no history";
    }

    @Override
    public boolean resumes() {
        return false;
    }

    @Override
    public boolean clusters() {
        return false;
    }

    @Override
    public Instance start(Setup setup, Path log, int redisPort) {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>(List.of(
                "node", directory.resolve("server.js").toAbsolutePath().toString(), "--port", Integer.toString(port)));
        if (setup.deflate()) {
            command.add("--deflate");
        }
        ServerProcess process = ServerProcess.start(log, Map.of("NODE_ENV", "production"), command);
        process.awaitPort(port);
        return new Instance(process, port);
    }
}
