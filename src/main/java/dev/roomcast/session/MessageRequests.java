package dev.roomcast.session;

import java.util.concurrent.CompletionStage;

import dev.roomcast.auth.User;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.protocol.ClientMessage;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.protocol.Utf8;

/** Requests that say something to others: chat, room messages, signals, deletions, broadcasts. */
final class MessageRequests {

    private final Session session;
    private final SessionServices services;
    private final String requestId;

    MessageRequests(Session session, SessionServices services, String requestId) {
        this.session = session;
        this.services = services;
        this.requestId = requestId;
    }

    CompletionStage<ServerMessage> chat(ClientMessage.Chat message) {
        checkNews(message.message());
        return sendToEveryone(new ServerMessage.Chat(user().ref(), message.message(), System.currentTimeMillis()));
    }

    CompletionStage<ServerMessage> broadcast(ClientMessage.AdminBroadcast message) {
        if (!user().isAdmin()) {
            throw new ErrorException(RequestError.of(ErrorCode.FORBIDDEN));
        }
        return sendToEveryone(
                new ServerMessage.AdminMessage(message.content(), user().ref().username(), System.currentTimeMillis()));
    }

    private CompletionStage<ServerMessage> sendToEveryone(ServerMessage event) {
        return services.broker()
                .broadcast(new ServerNews.ToEveryone(MessageWriter.write(event)))
                .thenCompose(sent -> Acks.of(requestId));
    }

    CompletionStage<ServerMessage> publish(ClientMessage.RoomMessage message) {
        String roomId = message.roomId();
        Checks.right(session, Right.WRITE, roomId);
        Checks.membership(session, roomId);
        return services.rooms()
                .publish(
                        user().ref(),
                        session.payer(),
                        roomId,
                        message.messageType(),
                        message.content(),
                        message.messageId())
                .thenApply(receipt -> Acks.of(requestId, roomId, receipt));
    }

    CompletionStage<ServerMessage> signal(ClientMessage.RoomSignal message) {
        Checks.right(session, Right.WRITE, message.roomId());
        Checks.membership(session, message.roomId());
        checkNews(message.content());
        return services.rooms()
                .signal(user().ref(), message.roomId(), message.content())
                .thenCompose(sent -> Acks.of(requestId));
    }

    CompletionStage<ServerMessage> delete(ClientMessage.DeleteMessage message) {
        String roomId = message.roomId();
        boolean moderates = user().may(Right.MODERATE, roomId);
        if (!moderates) {
            Checks.right(session, Right.WRITE, roomId);
        }
        Checks.membership(session, roomId);
        return services.rooms()
                .delete(user().ref(), session.payer(), moderates, roomId, message.offset(), message.messageId())
                .thenApply(receipt -> Acks.of(requestId, roomId, receipt));
    }

    /** What is not kept goes to many at once, with nothing to hold it back: it has to be small. */
    private void checkNews(String content) {
        int max = services.config().limits().maxNewsBytes();
        if (max > 0 && Utf8.length(content) > max) {
            throw new ErrorException(RequestError.of(ErrorCode.TOO_LARGE));
        }
    }

    private User user() {
        return session.user();
    }
}
