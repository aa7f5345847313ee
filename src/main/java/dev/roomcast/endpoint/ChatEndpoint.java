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

/** {@code /chat}: for users with a token. */
@WebSocket(
        path = ChatEndpoint.PATH,
        endpointId = ChatEndpoint.ID,
        // The event loop takes one thing after another anyway; Quarkus' own queue for it is 1 KB a connection.
        inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class ChatEndpoint {

    static final String PATH = "/chat";
    static final String ID = "chat";

    private final Connections connections;

    @Inject
    ChatEndpoint(Connections connections) {
        this.connections = connections;
    }

    @OnOpen
    @NonBlocking
    void onOpen(WebSocketConnection connection) {
        connections.opened(connection, false);
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
