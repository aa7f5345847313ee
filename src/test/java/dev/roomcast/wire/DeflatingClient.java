package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import dev.roomcast.testing.Json;

/** A guest whose client negotiated permessage-deflate; what comes waits in a queue. */
final class DeflatingClient implements AutoCloseable {

    private static final int LARGEST = 1 << 20;
    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Short> closed = new CompletableFuture<>();
    private final WebSocket socket;

    DeflatingClient(Vertx vertx, URI server, String path) throws Exception {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setTryUsePerMessageCompression(true)
                .setMaxFrameSize(LARGEST)
                .setMaxMessageSize(LARGEST);
        CompletableFuture<WebSocket> connected = new CompletableFuture<>();
        CompletableFuture<String> extensions = new CompletableFuture<>();
        WebSocketConnectOptions to = new WebSocketConnectOptions()
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI(path);
        // On the client's own loop, so that the handlers are there when the connection is: Vert.x forgets its headers
        // then.
        vertx.runOnContext(now -> vertx.createWebSocketClient(options)
                .connect(to)
                .onSuccess(made -> {
                    extensions.complete(made.headers().get("Sec-WebSocket-Extensions"));
                    made.textMessageHandler(received::add);
                    made.closeHandler(gone -> closed.complete(made.closeStatusCode()));
                    connected.complete(made);
                })
                .onFailure(connected::completeExceptionally));
        socket = connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(extensions.getNow(null)).contains("permessage-deflate");
    }

    void send(String text) {
        socket.writeTextMessage(text);
    }

    void join(String room) throws Exception {
        send("{\"type\":\"join-room\",\"roomId\":\"" + room + "\"}");
        next("message-history");
    }

    void say(String room, String content) {
        send("{\"type\":\"room-message\",\"roomId\":\"" + room + "\",\"content\":\"" + content + "\"}");
    }

    /** The next frame, whatever it is; of a {@code compressed} one what is inside. */
    JsonNode next() throws Exception {
        String text = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(text).as("a frame").isNotNull();
        JsonNode frame = Json.parse(text);
        return frame.path("type").asText().equals("compressed")
                ? Json.parse(Json.unpack(frame.path("data").asText()))
                : frame;
    }

    /** The next frame of this type; others are skipped. */
    JsonNode next(String type) throws Exception {
        while (true) {
            JsonNode frame = next();
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }

    /** Waits for the end of the connection, and returns its code. */
    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.close();
    }
}
