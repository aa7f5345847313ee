package dev.roomcast.webhooks;

import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventRules;
import dev.roomcast.testing.TestConfig;

/** What of webhooks a test needs that is about a store, with one target named {@code shop} at an address of this machine. */
public final class Delivering {

    /** What requests are signed with. */
    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq=";

    private final RoomcastConfig config;
    private final WebhookTargets targets;

    /** With a target at that URL. */
    public Delivering(String url) {
        config = TestConfig.of(Map.of(
                "roomcast.webhooks.targets[0].name", "shop",
                "roomcast.webhooks.targets[0].url", url,
                "roomcast.webhooks.targets[0].secrets", SECRET,
                "roomcast.webhooks.targets[0].allow-private", "true",
                "roomcast.webhooks.timeout", "60s",
                "roomcast.webhooks.max-backoff", "500ms"));
        targets = new WebhookTargets(config);
    }

    /** What is queued. */
    public EventRules rules() {
        return targets;
    }

    /** Delivers as an instance does, until Vert.x is closed. */
    public void begin(EventQueue queue, Vertx vertx) {
        new Dispatcher(targets, queue, vertx, config, new WebhookMetrics(new SimpleMeterRegistry()));
    }
}
