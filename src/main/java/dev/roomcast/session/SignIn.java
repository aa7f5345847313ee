package dev.roomcast.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.auth.TokenException;
import dev.roomcast.auth.TokenPrincipal;
import dev.roomcast.auth.User;
import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.ClientMessage;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.room.RoomMember;

/**
 * A sign-in by message: by token or as a guest of old, for somebody who is nobody yet, a guest, or the same user with a
 * token that ends. What the connection sends meanwhile waits. Runs on the session's loop.
 */
final class SignIn {

    private final Session session;
    private final SessionServices services;
    private final String requestId;

    SignIn(Session session, SessionServices services, String requestId) {
        this.session = session;
        this.services = services;
        this.requestId = requestId;
    }

    CompletionStage<ServerMessage> begin(ClientMessage.Auth message) {
        CompletionStage<User> verified = verify(message);
        session.inbox().hold();
        return verified.thenComposeAsync(this::become, session.shard()::onLoop)
                .handleAsync(this::answer, session.shard()::onLoop);
    }

    private CompletionStage<User> verify(ClientMessage.Auth message) {
        if (message.token() != null) {
            return services.tokens().verify(message.token()).thenApply(TokenPrincipal::user);
        }
        if (!session.guestsWelcome()) {
            return CompletableFuture.failedFuture(new TokenException(AuthFailure.INVALID_TOKEN));
        }
        try {
            return CompletableFuture.completedFuture(services.guests().recognize(message.guestKey()));
        } catch (TokenException forged) {
            return CompletableFuture.failedFuture(forged);
        }
    }

    /** Makes the connection that user's; the stage is false where they have too many connections. */
    private CompletionStage<Outcome> become(User user) {
        User before = session.user();
        boolean signedIn = before != null && !before.isGuest();
        boolean same = before != null && before.id().equals(user.id());
        if (signedIn && !same) {
            throw new TokenException(AuthFailure.DIFFERENT_USER);
        }
        CompletionStage<Boolean> letIn;
        if (same) {
            session.renew(user);
            letIn = CompletableFuture.completedFuture(true);
        } else {
            letIn = session.become(user);
        }
        return services.broker()
                .session(user.id())
                // A hint, which is not worth a sign-in.
                .exceptionally(unknown -> null)
                .thenCombine(letIn, (rooms, in) -> new Outcome(user, in, rooms, before != null && !same));
    }

    private record Outcome(User user, boolean letIn, List<String> sessionRooms, boolean changed) {}

    private ServerMessage answer(Outcome outcome, Throwable failure) {
        if (session.isClosed()) {
            return null;
        }
        if (failure != null) {
            failed(failure);
        } else if (!outcome.letIn) {
            session.tooManyConnections(requestId, Session.CONNECTIONS_PER_USER);
        } else {
            succeeded(outcome);
        }
        return null;
    }

    private void succeeded(Outcome outcome) {
        User user = outcome.user;
        SessionLog.signedIn(session);
        session.send(
                new ServerMessage.AuthSuccess(
                        user.ref(),
                        user.isGuest() ? null : user.roles(),
                        user.isGuest() ? null : (Long) user.expiresAt(),
                        outcome.sessionRooms),
                requestId);
        session.memberships().applyRights();
        if (outcome.changed) {
            for (RoomMember member : session.memberships().all()) {
                services.rooms().change(member, user.ref());
            }
        }
        session.inbox().goOn();
    }

    private void failed(Throwable failure) {
        Throwable cause = RequestError.cause(failure);
        if (cause instanceof TokenException bad) {
            SessionLog.refused(session, bad.failure().code());
            session.send(
                    new ServerMessage.AuthFailed(bad.failure(), bad.failure().message(session.language())), requestId);
            session.close(CloseCode.AUTHENTICATION_FAILED);
        } else {
            session.fail(requestId, cause);
            session.inbox().goOn();
        }
    }
}
