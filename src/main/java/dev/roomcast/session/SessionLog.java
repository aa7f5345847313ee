package dev.roomcast.session;

import dev.roomcast.auth.User;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.Request;

/** The log events of sessions, all in one place. */
final class SessionLog {

    private static final EventLog LOG = EventLog.of(Session.class);

    private SessionLog() {}

    static void opened(Session session, Handshake handshake, User user) {
        LOG.info("roomcast.connection.opened")
                .with("connectionId", session.connectionId())
                .with("userId", user == null ? null : user.id())
                .with("remoteAddress", handshake.remoteAddress())
                .with("userAgent", handshake.userAgent())
                .write();
    }

    static void closed(Session session, int code, String reason) {
        LOG.info("roomcast.connection.closed")
                .with("connectionId", session.connectionId())
                .with("userId", userId(session))
                .with("code", code)
                .with("reason", reason)
                .write();
    }

    static void signedIn(Session session) {
        LOG.info("roomcast.connection.signed-in")
                .with("connectionId", session.connectionId())
                .with("userId", userId(session))
                .write();
    }

    static void refused(Session session, String why) {
        LOG.info("roomcast.connection.refused")
                .with("connectionId", session.connectionId())
                .with("userId", userId(session))
                .with("why", why)
                .write();
    }

    static void fault(Session session, Throwable cause) {
        LOG.error("roomcast.request.failed")
                .with("connectionId", session.connectionId())
                .with("userId", userId(session))
                .because(cause)
                .write();
    }

    static void received(Session session, Request request) {
        if (EventLog.MESSAGES.isDebugEnabled()) {
            EventLog.MESSAGES
                    .debug("roomcast.message.received")
                    .with("connectionId", session.connectionId())
                    .with("userId", userId(session))
                    .with("type", request.type().wireName())
                    .with("roomId", request.message().roomId())
                    .write();
        }
    }

    private static String userId(Session session) {
        User user = session.user();
        return user == null ? null : user.id();
    }
}
