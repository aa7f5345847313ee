package dev.roomcast.testing;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A server's addresses, and the clients that a test has opened on it. Closing it closes them, not the server.
 */
public final class Server implements AutoCloseable {

    private final URI http;
    private final URI management;
    private final Queue<AutoCloseable> clients = new ConcurrentLinkedQueue<>();

    public Server(int port, int managementPort) {
        this.http = URI.create("http://localhost:" + port);
        this.management = URI.create("http://localhost:" + managementPort);
    }

    /** The one that {@code @QuarkusTest} runs in this process. */
    public static Server underTest() {
        return new Server(port("quarkus.http.test-port"), port("quarkus.management.test-port"));
    }

    private static int port(String property) {
        return ConfigProvider.getConfig().getValue(property, Integer.class);
    }

    /** The public port. */
    public URI http() {
        return http;
    }

    /** The management port. */
    public URI managementUri() {
        return management;
    }

    /** A connection to {@code /chat}. */
    public Connector chat() {
        return new Connector(http, "/chat", clients::add);
    }

    /** A connection to {@code /ws}. */
    public Connector open() {
        return new Connector(http, "/ws", clients::add);
    }

    /** A signed-in connection to {@code /chat} with all ordinary rights. */
    public RoomcastClient connect(String userId) {
        return chat().token(Tokens.user(userId)).connect();
    }

    /** As {@link #connect(String)}, in a room already, without its history. */
    public RoomcastClient member(String userId, String roomId) {
        RoomcastClient client = connect(userId);
        client.join(roomId);
        return client;
    }

    /** As {@link #member}, with role {@code admin}. */
    public RoomcastClient admin(String userId) {
        return chat().token(Tokens.admin(userId)).connect();
    }

    public RoomcastClient guest() {
        return open().connect();
    }

    /** A started client of this user that comes back by itself. */
    public ResumingClient resuming(String userId) {
        ResumingClient client =
                new ResumingClient(() -> new Connector(http, "/chat", c -> {}).token(Tokens.user(userId)));
        clients.add(client);
        return client.start();
    }

    /**
     * A started client of this user that comes back to any of these servers, as behind a load balancer. Whoever called
     * this closes it.
     */
    public static ResumingClient resuming(String userId, List<Server> servers) {
        return new ResumingClient(() -> {
                    int any = ThreadLocalRandom.current().nextInt(servers.size());
                    return new Connector(servers.get(any).http, "/chat", c -> {}).token(Tokens.user(userId));
                })
                .start();
    }

    /** A raw connection to {@code /chat}, signed in at the handshake. */
    public RawWebSocket raw(String userId) {
        return keep(RawWebSocket.open(http, "/chat", "Authorization: Bearer " + Tokens.user(userId)));
    }

    /** As {@link #raw}, with a small receive buffer. */
    public RawWebSocket rawNarrow(String userId) {
        return keep(RawWebSocket.openNarrow(http, "/chat", "Authorization: Bearer " + Tokens.user(userId)));
    }

    /** A raw handshake with these header lines and no token. */
    public RawWebSocket handshake(String path, String... headers) {
        return keep(RawWebSocket.open(http, path, headers));
    }

    private RawWebSocket keep(RawWebSocket socket) {
        clients.add(socket);
        return socket;
    }

    /** The HTTP API without a token. */
    public Api api() {
        return new Api(http, null);
    }

    public Api api(String token) {
        return new Api(http, token);
    }

    /** The management port. */
    public Api management() {
        return new Api(management, null);
    }

    /** Waits until the server itself counts no connection any more. Each look is a request: no busy loop. */
    public void awaitNoConnections() {
        Api stats = api(Tokens.service("watch"));
        long end = System.nanoTime() + RoomcastClient.PATIENCE.toNanos();
        int left;
        do {
            left = stats.get("/api/stats").at("/connections/total").asInt();
        } while (left > 0 && System.nanoTime() < end);
        if (left > 0) {
            throw new AssertionError(left + " connections are left");
        }
    }

    /** Closes all clients that were opened through this. */
    @Override
    public void close() {
        for (AutoCloseable client = clients.poll(); client != null; client = clients.poll()) {
            try {
                client.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
