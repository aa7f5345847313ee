package dev.roomcast.session;

import dev.roomcast.auth.User;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.Request;
import dev.roomcast.protocol.RequestError;

/** The log events of sessions, all in one place. */
final class SessionLog {

    private static final EventLog LOG = EventLog.of(Session.class);

    private SessionLog() {}

    /** {@code user}: whose the connection is about to be, or null. */
    static void opened(Session session, User user) {
        about(session, LOG.info("roomcast.connection.opened"))
                .with("userId", user == null ? null : user.id())
                .write();
    }

    static void closed(Session session, int code, String reason) {
        about(session, LOG.info("roomcast.connection.closed"))
                .with("code", code)
                .with("reason", reason)
                .write();
    }

    static void signedIn(Session session) {
        about(session, LOG.info("roomcast.connection.signed-in")).write();
    }

    static void refused(Session session, String why) {
        about(session, LOG.info("roomcast.connection.refused")).with("why", why).write();
    }

    /** {@code first}: whether the connection was not refused for that reason before. */
    static void refusedRequest(Session session, RequestError error, boolean first) {
        about(session, first ? LOG.info("roomcast.request.refused") : LOG.debug("roomcast.request.refused"))
                .with("code", error.code().code())
                .with("field", error.field())
                .with("right", error.right() == null ? null : error.right().wireName())
                .with("limit", error.limit())
                .write();
    }

    static void fault(Session session, Throwable cause) {
        about(session, LOG.error("roomcast.request.failed")).because(cause).write();
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

    /** Who it is about, which every event of a session says. */
    private static EventLog.Entry about(Session session, EventLog.Entry entry) {
        Handshake handshake = session.handshake();
        return entry.with("connectionId", handshake.connectionId())
                .with("userId", userId(session))
                .with("remoteAddress", handshake.remoteAddress())
                .with("userAgent", handshake.userAgent());
    }

    private static String userId(Session session) {
        User user = session.user();
        return user == null ? null : user.id();
    }
}
