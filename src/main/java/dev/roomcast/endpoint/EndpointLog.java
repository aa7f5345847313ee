package dev.roomcast.endpoint;

import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.log.EventLog;

/** The log events of the door, all in one place. */
final class EndpointLog {

    private static final EventLog LOG = EventLog.of(EndpointLog.class);

    private EndpointLog() {}

    /** Somebody who is not let in for what they brought. {@code why}: one of a few words. */
    static void refused(HttpServerRequest request, String why) {
        LOG.info("roomcast.handshake.refused")
                .with("why", why)
                .with("origin", request.getHeader("Origin"))
                .with("remoteAddress", request.remoteAddress())
                .with("userAgent", request.getHeader("User-Agent"))
                .write();
    }
}
