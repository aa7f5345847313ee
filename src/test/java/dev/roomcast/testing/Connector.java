package dev.roomcast.testing;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** How a {@link RoomcastClient} is to connect: where, as whom, with which features. Each call changes and returns this. */
public final class Connector {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "roomcast-client");
                thread.setDaemon(true);
                return thread;
            }))
            .build();

    private final URI base;
    private final String path;
    private final Consumer<RoomcastClient> opened;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> subprotocols = new ArrayList<>();
    private String features;

    Connector(URI base, String path, Consumer<RoomcastClient> opened) {
        this.base = base;
        this.path = path;
        this.opened = opened;
    }

    /** Signs in at the handshake, by the {@code Authorization} header. */
    public Connector token(String jwt) {
        return header("Authorization", "Bearer " + jwt);
    }

    /** Signs in at the handshake as a browser must: the token inside a subprotocol's name. */
    public Connector tokenInSubprotocol(String jwt) {
        subprotocols.addAll(bearerSubprotocols(jwt));
        return this;
    }

    /** What a browser passes to {@code new WebSocket(url, protocols)} to send a token. */
    public static List<String> bearerSubprotocols(String jwt) {
        String carried = URLEncoder.encode("quarkus-http-upgrade#Authorization#Bearer " + jwt, StandardCharsets.UTF_8)
                .replace("+", "%20");
        return List.of("roomcast", "bearer-token-carrier", carried);
    }

    /** As {@code batch,gzip}. */
    public Connector features(String list) {
        this.features = list;
        return this;
    }

    public Connector header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Connects and waits for {@code welcome}.
     *
     * @throws HandshakeRefused where the server does not upgrade
     * @throws AssertionError where no welcome comes
     */
    public RoomcastClient connect() {
        RoomcastClient client = connectUnwelcomed();
        client.takeWelcome();
        return client;
    }

    /** Connects and leaves whatever comes first to the caller. */
    public RoomcastClient connectUnwelcomed() {
        return connect(client -> {});
    }

    /** As {@link #connectUnwelcomed()}, with a chance to set the client up before the first frame. */
    RoomcastClient connect(Consumer<RoomcastClient> setUp) {
        RoomcastClient client = new RoomcastClient();
        setUp.accept(client);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        headers.forEach(builder::header);
        if (!subprotocols.isEmpty()) {
            builder.subprotocols(
                    subprotocols.get(0),
                    subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
        }
        try {
            client.attach(builder.buildAsync(uri(), client.listener()).join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new HandshakeRefused(
                        refused.getResponse().statusCode(),
                        refused.getResponse().headers().map());
            }
            throw e;
        }
        opened.accept(client);
        return client;
    }

    private URI uri() {
        String query = features == null ? "" : "?features=" + features;
        return URI.create("ws://" + base.getAuthority() + path + query);
    }
}
