package dev.roomcast.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.roomcast.bench.client.CentrifugeProtocol;
import dev.roomcast.bench.client.Protocol;

/**
 * The peer on the Go library centrifuge.
 *
 * @param binary as built from {@code bench/peers/centrifuge}
 * @param history whether it keeps one
 */
public record CentrifugeServer(Path binary, boolean history) implements Server {

    @Override
    public String name() {
        return history ? "centrifuge-history" : "centrifuge";
    }

    @Override
    public String description() {
        return "`github.com/centrifugal/centrifuge` " + Versions.ofModule(binary, "github.com/centrifugal/centrifuge")
                + ", Go " + Versions.of("go", "version") + (history ? ", history of 1,000" : ", no history");
    }

    @Override
    public boolean resumes() {
        return history;
    }

    @Override
    public boolean clusters() {
        return true;
    }

    @Override
    public Protocol protocol() {
        return new CentrifugeProtocol(history);
    }

    @Override
    public Instance start(Setup setup, Path log, int redisPort) {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>(
                List.of(binary.toAbsolutePath().toString(), "-port", Integer.toString(port), "-history=" + history));
        if (redisPort != 0) {
            command.addAll(List.of("-redis", "127.0.0.1:" + redisPort));
        }
        if (setup.deflate()) {
            command.add("-deflate");
        }
        ServerProcess process = ServerProcess.start(log, Map.of(), command);
        process.awaitPort(port);
        return new Instance(process, port);
    }
}
