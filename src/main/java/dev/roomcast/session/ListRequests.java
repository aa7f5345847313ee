package dev.roomcast.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.auth.User;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.protocol.ClientMessage;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.ServerMessage;

/** Requests that read: rooms, members, history, who is online. */
final class ListRequests {

    private final Session session;
    private final SessionServices services;
    private final String requestId;

    ListRequests(Session session, SessionServices services, String requestId) {
        this.session = session;
        this.services = services;
        this.requestId = requestId;
    }

    CompletionStage<? extends ServerMessage> rooms(ClientMessage.GetRooms message) {
        return services.presence().rooms(message.limit(), message.cursor(), new VisibleRooms(session.user()));
    }

    CompletionStage<? extends ServerMessage> roomInfo(ClientMessage.GetRoomInfo message) {
        Checks.right(session, Right.JOIN, message.roomId());
        return services.presence().info(message.roomId());
    }

    CompletionStage<? extends ServerMessage> members(ClientMessage.GetRoomMembers message) {
        Checks.right(session, Right.PRESENCE, message.roomId());
        Checks.membership(session, message.roomId());
        return services.presence().members(message.roomId(), message.limit(), message.cursor());
    }

    /** Nothing is left to answer: the parts of the history carry the id. */
    CompletionStage<ServerMessage> history(ClientMessage.GetHistory message) {
        Checks.right(session, Right.HISTORY, message.roomId());
        Checks.membership(session, message.roomId());
        CompletableFuture<ServerMessage> sent = new CompletableFuture<>();
        services.history()
                .send(
                        session.outbox(),
                        session.inbox().historyReader(),
                        requestId,
                        message.roomId(),
                        message.limit(),
                        message.before(),
                        failure -> {
                            if (failure == null) {
                                sent.complete(null);
                            } else {
                                sent.completeExceptionally(failure);
                            }
                        });
        return sent;
    }

    CompletionStage<? extends ServerMessage> online(ClientMessage.GetOnlineUsers message) {
        return services.presence().online(message.limit(), message.cursor());
    }

    /** The rooms that a user may join. */
    private record VisibleRooms(User user) implements RoomFilter {

        @Override
        public boolean test(String room) {
            return user.may(Right.JOIN, room);
        }

        @Override
        public List<String> prefixes() {
            return user.grants().prefixes(Right.JOIN);
        }
    }
}
