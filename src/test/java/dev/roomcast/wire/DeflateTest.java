package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** permessage-deflate, where an operator has turned it on and a client asks for it. */
@QuarkusTest
@TestProfile(Profiles.Deflate.class)
class DeflateTest extends ServerTest {

    private static final int LIMIT = 65_536;

    @Inject
    Vertx vertx;

    private volatile String extensions;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private WebSocket connect() throws Exception {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setTryUsePerMessageCompression(true)
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(1 << 20);
        CompletableFuture<WebSocket> connected = new CompletableFuture<>();
        vertx.createWebSocketClient(options)
                .connect(new WebSocketConnectOptions()
                        .setHost(server.http().getHost())
                        .setPort(server.http().getPort())
                        .setURI("/ws"))
                .onSuccess(socket -> {
                    extensions = socket.headers().get("Sec-WebSocket-Extensions"); // Vert.x forgets them after this
                    socket.textMessageHandler(received::add);
                    connected.complete(socket);
                })
                .onFailure(connected::completeExceptionally);
        return connected.get(10, TimeUnit.SECONDS);
    }

    private String next(String type) throws Exception {
        while (true) {
            String text = received.poll(10, TimeUnit.SECONDS);
            assertThat(text).as("a frame of type " + type).isNotNull();
            if (Json.parse(text).path("type").asText().equals(type)) {
                return text;
            }
        }
    }

    @Test
    void whoNegotiatedItTalksWithWhoDidNot() throws Exception {
        String room = unique("room");
        RoomcastClient plain = server.member(unique("plain"), room);
        WebSocket packed = connect();
        assertThat(extensions).contains("permessage-deflate");
        packed.writeTextMessage("{\"type\":\"join-room\",\"roomId\":\"" + room + "\"}");
        next("message-history");
        String content = "repeat ".repeat(5_000);
        packed.writeTextMessage(
                "{\"type\":\"room-message\",\"roomId\":\"" + room + "\",\"content\":\"" + content + "\"}");
        assertThat(plain.expect("room-message").at("/content").asText()).isEqualTo(content);
        assertThat(Json.parse(next("room-message")).path("content").asText()).isEqualTo(content);
        plain.say(room, "back");
        assertThat(Json.parse(next("room-message")).path("content").asText()).isEqualTo("back");
        packed.close();
    }

    @Test
    void sizesCountWhatIsUnpacked() throws Exception {
        WebSocket packed = connect();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        packed.closeHandler(closed::complete);
        packed.writeTextMessage("{\"type\":\"ping\",\"pad\":\"" + "x".repeat(LIMIT) + "\"}");
        closed.get(10, TimeUnit.SECONDS);
        assertThat(packed.closeStatusCode()).isEqualTo((short) 1009);
    }
}
