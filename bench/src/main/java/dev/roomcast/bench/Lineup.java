package dev.roomcast.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.roomcast.bench.client.SocketIoProtocol;
import dev.roomcast.bench.client.WsProtocol;
import dev.roomcast.bench.server.CentrifugeServer;
import dev.roomcast.bench.server.NodeServer;
import dev.roomcast.bench.server.RoomcastServer;
import dev.roomcast.bench.server.Server;
import dev.roomcast.bench.server.Versions;

/** Which servers can be measured here, and which of them are wanted. Paths are from the project's root. */
final class Lineup {

    private static final Path PEERS = Path.of("bench", "peers");
    private static final Path CENTRIFUGE = Path.of("bench", "target", "centrifuge");
    private static final Path APPLICATION = Path.of("target", "quarkus-app");

    private static final Set<String> KNOWN = Set.of("roomcast", "ws", "socketio", "centrifuge", "centrifuge-history");

    private Lineup() {}

    /** The servers that the options ask for and that are there; says of those that are not. */
    static List<Server> of(Options options) {
        Path javaHome = Path.of(System.getProperty("java.home"));
        List<Server> all = new ArrayList<>();
        all.add(new RoomcastServer("roomcast", APPLICATION, javaHome, options.jvm(), false));
        options.baseline()
                .ifPresent(other -> all.add(new RoomcastServer("baseline", other, javaHome, options.jvm(), false)));
        Path ws = PEERS.resolve("ws");
        Path socketIo = PEERS.resolve("socketio");
        peer(all, options.servers(), new NodeServer("ws", ws, "ws", new WsProtocol()), ws.resolve("node_modules"));
        peer(
                all,
                options.servers(),
                new NodeServer("socketio", socketIo, "socket.io", new SocketIoProtocol()),
                socketIo.resolve("node_modules"));
        peer(all, options.servers(), new CentrifugeServer(CENTRIFUGE, false), CENTRIFUGE);
        peer(all, options.servers(), new CentrifugeServer(CENTRIFUGE, true), CENTRIFUGE);
        for (String name : options.servers()) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("There is no server " + name);
            }
        }
        return all.stream()
                .filter(server -> wanted(options.servers(), server.name())
                        || server.name().equals("baseline"))
                .toList();
    }

    private static void peer(List<Server> all, Set<String> wanted, Server server, Path needed) {
        boolean runs = !(server instanceof NodeServer) || Versions.present("node", "--version");
        if (runs && Files.exists(needed)) {
            all.add(server);
        } else if (wanted(wanted, server.name())) {
            System.out.println("Left out: " + server.name() + ", which cannot be built or run here");
        }
    }

    private static boolean wanted(Set<String> wanted, String name) {
        return wanted.isEmpty() || wanted.contains(name);
    }
}
