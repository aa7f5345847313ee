package dev.roomcast.webhooks;

import dev.roomcast.log.EventLog;

/** The log events of webhooks, all in one place. */
final class WebhookLog {

    private static final EventLog LOG = EventLog.of(WebhookLog.class);

    private WebhookLog() {}

    static void leads() {
        LOG.info("roomcast.webhooks.delivering").write();
    }

    static void failing(String target, String error) {
        LOG.warn("roomcast.webhooks.failing")
                .with("target", target)
                .with("error", error)
                .write();
    }

    static void recovered(String target) {
        LOG.info("roomcast.webhooks.recovered").with("target", target).write();
    }

    static void putAside(String target, int events, long dropped) {
        LOG.warn("roomcast.webhooks.put.aside")
                .with("target", target)
                .with("events", events)
                .with("droppedForThem", dropped)
                .write();
    }

    static void dropped(String target, long events) {
        LOG.warn("roomcast.webhooks.dropped")
                .with("target", target)
                .with("events", events)
                .write();
    }

    static void fault(Throwable failure) {
        LOG.error("roomcast.webhooks.fault").because(failure).write();
    }
}
