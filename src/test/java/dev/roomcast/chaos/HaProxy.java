package dev.roomcast.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.roomcast.testing.DebianPackages;
import dev.roomcast.testing.FreePort;
import dev.roomcast.testing.Server;

/**
 * A real HAProxy in front of instances, with the settings that are shipped for {@code compose.yaml}: only the addresses
 * are others. It ends with this JVM.
 */
final class HaProxy implements AutoCloseable {

    private static final Path SHIPPED = Path.of("src", "main", "docker", "haproxy.cfg");
    private static final String PROGRAM = "haproxy";

    /** Where Debian has it, which need not be on the PATH. */
    private static final String DEBIAN = "/usr/sbin";

    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_MILLIS = 50;
    private static final String UP = "UP";
    private static final int STATUS = 17;

    private final int port = FreePort.find();
    private final Path folder;
    private final Path socket;
    private final Process process;
    private final Thread hook = new Thread(this::destroy, "haproxy-end");

    private HaProxy(Path program, List<Server> servers) throws IOException {
        folder = Files.createTempDirectory("roomcast-haproxy");
        socket = folder.resolve("stats");
        Path settings = Files.writeString(folder.resolve("haproxy.cfg"), settings(servers));
        process = new ProcessBuilder(program.toString(), "-db", "-f", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The program; empty where it is neither installed nor to be installed here. */
    static Optional<Path> find() {
        return onPath().or(() -> DebianPackages.install(PROGRAM) ? onPath() : Optional.empty());
    }

    private static Optional<Path> onPath() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of(DEBIAN))
                .map(path -> Path.of(path).resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, and waits until it takes every instance for up. */
    static HaProxy start(Path program, List<Server> servers) throws IOException {
        HaProxy proxy = new HaProxy(program, servers);
        try {
            for (int i = 0; i < servers.size(); i++) {
                proxy.awaitUp(i);
            }
            return proxy;
        } catch (RuntimeException | Error failed) {
            proxy.close();
            throw failed;
        }
    }

    /** The shipped settings: without names to resolve, since these instances have no names. */
    private String settings(List<Server> servers) throws IOException {
        String shipped = Files.readString(SHIPPED)
                .replace("log stdout format raw local0 info", "stats socket " + socket + " level operator")
                .replace("log global", "no log")
                .replace("bind :3000", "bind 127.0.0.1:" + port)
                .replace("check port 3001 ", "check ")
                .replace(" resolvers names init-addr last,libc,none", "")
                .replaceAll("(?s)resolvers names\n.*?\n\n", "")
                .replaceAll("(?m)^ *server roomcast-.*\n?", "");
        StringBuilder settings = new StringBuilder(shipped);
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            settings.append("    server ")
                    .append(name(i))
                    .append(" 127.0.0.1:")
                    .append(server.http().getPort())
                    .append(" port ")
                    .append(server.managementUri().getPort())
                    .append('\n');
        }
        return settings.toString();
    }

    private static String name(int instance) {
        return "instance-" + instance;
    }

    /** Where clients connect. Its management port is nobody's. */
    Server server() {
        return new Server(port, port);
    }

    /** Waits until new connections are sent to the instance. */
    void awaitUp(int instance) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isUp(instance)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("HAProxy has no " + name(instance) + "; its output: " + output());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean isUp(int instance) {
        return ask("show stat")
                .lines()
                .filter(line -> line.startsWith("roomcast," + name(instance) + ","))
                .anyMatch(line -> line.split(",")[STATUS].startsWith(UP));
    }

    private String ask(String command) {
        if (!Files.exists(socket)) {
            return "";
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(16_384);
            while (channel.read(buffer) >= 0) {
                answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                buffer.clear();
            }
            return answer.toString();
        } catch (IOException notYet) {
            return "";
        }
    }

    private Path log() {
        return folder.resolve("haproxy.log");
    }

    private String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "not readable: " + e;
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        destroy();
    }

    private void destroy() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
