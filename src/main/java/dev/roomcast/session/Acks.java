package dev.roomcast.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.ServerMessage;

/** Acks, for requests that have an id. */
final class Acks {

    private static final ServerMessage ACK = new ServerMessage.Ack();

    private Acks() {}

    /** An ack, where the request has an id to ack. */
    static CompletionStage<ServerMessage> of(String requestId) {
        return CompletableFuture.completedFuture(requestId == null ? null : ACK);
    }

    /** An ack that says where a message went, where the request has an id to ack. */
    static ServerMessage of(String requestId, String roomId, Receipt receipt) {
        return requestId == null
                ? null
                : new ServerMessage.PublishAck(
                        roomId,
                        receipt.offset(),
                        receipt.epoch(),
                        receipt.timestamp(),
                        receipt.messageId(),
                        receipt.duplicate());
    }
}
