package dev.roomcast.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.ServerMessage;

/** Answers that several requests have in common. */
final class Answers {

    private static final ServerMessage ACK = new ServerMessage.Ack();

    private Answers() {}

    /** An ack, where the request has an id to ack. */
    static CompletionStage<ServerMessage> ack(String requestId) {
        return CompletableFuture.completedFuture(requestId == null ? null : ACK);
    }

    /** An ack that says where a message went, where the request has an id to ack. */
    static ServerMessage ack(String requestId, String roomId, Receipt receipt) {
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
