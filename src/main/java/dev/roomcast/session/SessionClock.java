package dev.roomcast.session;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.auth.User;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ServerMessage;

/** What happens to a session by the clock: sign-in timeout, heartbeat, the end of its token. Owned by its loop. */
final class SessionClock {

    private static final long NEVER = Long.MAX_VALUE;

    private final Session session;
    private final RoomcastConfig config;
    private long signInBy = NEVER;
    private long warnAt = NEVER;
    private long endAt = NEVER;
    private long pingAt;
    private boolean alive = true;

    SessionClock(Session session, RoomcastConfig config) {
        this.session = session;
        this.config = config;
        this.pingAt = System.currentTimeMillis() + config.heartbeat().interval().toMillis();
    }

    void expectSignIn() {
        signInBy = System.currentTimeMillis() + config.auth().signInTimeout().toMillis();
    }

    void expectEndOf(User user) {
        signInBy = NEVER;
        endAt = user.expiresAt();
        warnAt = endAt == NEVER ? NEVER : endAt - config.auth().expiryWarning().toMillis();
    }

    void signOfLife() {
        alive = true;
    }

    void tick(long now) {
        if (now >= signInBy) {
            session.close(CloseCode.SIGN_IN_TIMEOUT);
        } else if (now >= endAt) {
            session.close(CloseCode.TOKEN_EXPIRED);
        } else {
            if (now >= warnAt) {
                warnAt = NEVER;
                session.send(new ServerMessage.TokenExpiring(endAt));
            }
            if (now >= pingAt) {
                heartbeat(now);
            }
        }
    }

    private void heartbeat(long now) {
        // Who is not being read cannot show that they live.
        if (!alive && !session.inbox().isPaused()) {
            session.cut();
            return;
        }
        alive = false;
        pingAt = now + config.heartbeat().interval().toMillis();
        session.outbox().ping();
    }
}
