package dev.roomcast.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.auth.User;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.delivery.Subscriber;
import dev.roomcast.protocol.ClientMessage;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.room.RoomMember;

/** Requests to come and go: create, join, leave, kick. */
final class RoomRequests {

    /** Messages of the past that come with a join where the client does not say how many. */
    private static final int DEFAULT_HISTORY = 50;

    private final Session session;
    private final SessionServices services;
    private final String requestId;

    RoomRequests(Session session, SessionServices services, String requestId) {
        this.session = session;
        this.services = services;
        this.requestId = requestId;
    }

    CompletionStage<ServerMessage> create(ClientMessage.CreateRoom message) {
        Checks.right(session, Right.JOIN, message.roomId());
        return services.rooms()
                .open(message.roomId())
                .thenApply(success -> new ServerMessage.RoomCreated(message.roomId(), success));
    }

    CompletionStage<ServerMessage> join(ClientMessage.JoinRoom message) {
        String roomId = message.roomId();
        Checks.right(session, Right.JOIN, roomId);
        boolean seesHistory = session.user().may(Right.HISTORY, roomId);
        if (!seesHistory && (message.since() != null || (message.history() != null && message.history() > 0))) {
            Checks.right(session, Right.HISTORY, roomId);
        }
        int byDefault = seesHistory ? DEFAULT_HISTORY : 0;
        int wanted = message.history() == null ? byDefault : message.history();
        RoomMember known = session.memberships().of(roomId);
        RoomMember member = known == null ? newMember(roomId) : known;
        CompletionStage<Integer> joining = known == null
                ? services.rooms().join(member, session.payer())
                : services.rooms().rejoin(member);
        session.inbox().park(roomId);
        CompletableFuture<ServerMessage> historySent = new CompletableFuture<>();
        joining.whenComplete((memberCount, failure) -> session.shard().onLoop(() -> {
            if (failure != null && known != null) {
                // Nothing was begun: it is in, as it was.
                finish(roomId, historySent, failure);
            } else if (failure != null || member.isGone()) {
                notBroughtUp(member, known == null);
                finish(roomId, historySent, failure);
            } else {
                if (known != null) {
                    services.rooms().holdAgain(known);
                }
                services.history()
                        .replay(
                                member,
                                session.inbox().historyReader(),
                                requestId,
                                message.since(),
                                wanted,
                                memberCount,
                                broken -> {
                                    if (broken != null) {
                                        notBroughtUp(member, known == null);
                                    }
                                    finish(roomId, historySent, broken);
                                });
            }
        }));
        return historySent;
    }

    /**
     * Nobody stays in a room and deaf to it: a newcomer is not in; who was in before, and would not know, is cut and comes
     * back with {@code since}.
     */
    private void notBroughtUp(RoomMember member, boolean newcomer) {
        if (newcomer) {
            session.memberships().leave(member, LeaveReason.CLOSED);
        } else if (!member.isGone()) {
            session.outbox().giveUp();
        }
    }

    /** Nothing is left to answer: {@code room-joined} and the history carry the id. */
    private void finish(String roomId, CompletableFuture<ServerMessage> historySent, Throwable failure) {
        if (failure == null) {
            historySent.complete(null);
        } else {
            historySent.completeExceptionally(failure);
        }
        session.inbox().unpark(roomId);
    }

    private RoomMember newMember(String roomId) {
        int max = services.config().limits().roomsPerConnection();
        if (max > 0 && session.memberships().all().size() >= max) {
            throw new ErrorException(RequestError.limitExceeded("roomcast.limits.rooms-per-connection"));
        }
        User user = session.user();
        Subscriber subscriber =
                new Subscriber(session.outbox(), session.connectionId(), user.may(Right.PRESENCE, roomId));
        RoomMember member = new RoomMember(roomId, user.ref(), subscriber, session.memberships()::kicked);
        session.memberships().add(member);
        return member;
    }

    CompletionStage<ServerMessage> leave(ClientMessage.LeaveRoom message) {
        String roomId = message.roomId();
        ServerMessage left = new ServerMessage.RoomLeft(roomId, null);
        RoomMember member = session.memberships().of(roomId);
        if (member == null) {
            return CompletableFuture.completedFuture(left);
        }
        // After what is on its way already: who leaves gets what was said before.
        session.inbox().park(roomId);
        CompletableFuture<ServerMessage> answer = new CompletableFuture<>();
        session.shard().execute(() -> {
            session.memberships().leave(member, LeaveReason.LEFT);
            answer.complete(left);
            session.inbox().unpark(roomId);
        });
        return answer;
    }

    CompletionStage<ServerMessage> kick(ClientMessage.Kick message) {
        Checks.right(session, Right.MODERATE, message.roomId());
        return services.rooms().kick(message.roomId(), message.userId()).thenCompose(sent -> Acks.of(requestId));
    }
}
