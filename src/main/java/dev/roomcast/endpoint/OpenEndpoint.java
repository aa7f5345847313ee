package dev.roomcast.endpoint;

import jakarta.inject.Inject;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** {@code /ws}: for users with a token, and for guests where they are let in. */
@WebSocket(
        path = OpenEndpoint.PATH,
        endpointId = OpenEndpoint.ID,
        // The event loop takes one thing after another anyway; Quarkus' own queue for it is 1 KB a connection.
        inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class OpenEndpoint {

    static final String PATH = "/ws";
    static final String ID = "open";

    private final Connections connections;

    @Inject
    OpenEndpoint(Connections connections) {
        this.connections = connections;
    }

    @OnOpen
    @NonBlocking
    void onOpen(WebSocketConnection connection) {
        connections.opened(connection, true);
    }

    @OnTextMessage
    @NonBlocking
    void onMessage(String text, WebSocketConnection connection) {
        connections.received(connection, text);
    }

    @OnClose
    @NonBlocking
    void onClose(WebSocketConnection connection, CloseReason reason) {
        connections.closed(connection, reason);
    }

    @OnError
    @NonBlocking
    void onError(Throwable failure, WebSocketConnection connection) {
        connections.failed(connection, failure);
    }
}
