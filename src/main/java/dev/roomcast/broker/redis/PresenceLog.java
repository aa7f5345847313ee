package dev.roomcast.broker.redis;

import dev.roomcast.log.EventLog;

/** What presence and leases write to the log. */
final class PresenceLog {

    private static final EventLog LOG = EventLog.of(PresenceLog.class);

    private PresenceLog() {}

    static void registered(String incarnation) {
        LOG.info("roomcast.lease.registered").with("incarnation", incarnation).write();
    }

    static void lost(String incarnation) {
        LOG.warn("roomcast.lease.lost").with("incarnation", incarnation).write();
    }

    static void reregistered(String before, String now) {
        LOG.warn("roomcast.lease.reregistered")
                .with("before", before)
                .with("incarnation", now)
                .write();
    }

    static void reregistrationFailed(Throwable failure) {
        LOG.warn("roomcast.lease.reregistration.failed")
                .with("failure", failure.toString())
                .write();
    }

    static void cleanedUp(String incarnation, int rooms, int users) {
        LOG.warn("roomcast.presence.removed")
                .with("incarnation", incarnation)
                .with("rooms", rooms)
                .with("users", users)
                .write();
    }

    static void cleanupFailed(String incarnation, Throwable failure) {
        LOG.warn("roomcast.presence.cleanup.failed")
                .with("incarnation", incarnation)
                .with("failure", failure.toString())
                .write();
    }

    static void fault(String what, Throwable failure) {
        LOG.error("roomcast.presence.fault").with("what", what).because(failure).write();
    }
}
