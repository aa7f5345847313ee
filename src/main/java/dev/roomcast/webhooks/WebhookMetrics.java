package dev.roomcast.webhooks;

import java.util.concurrent.TimeUnit;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The meters of webhooks, all in one place. The instance that delivers counts; on the others all stay as they are. */
@Singleton
class WebhookMetrics {

    private static final String TARGET = "target";

    private final MeterRegistry registry;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Those of one target. */
    ForTarget of(TargetDelivery target) {
        String name = target.target().name();
        Gauge.builder("roomcast.webhooks.waiting", target, TargetDelivery::waiting)
                .description("Events that wait for a target of webhooks")
                .tag(TARGET, name)
                .register(registry);
        Gauge.builder("roomcast.webhooks.failed", target, TargetDelivery::failed)
                .description("Events of a target of webhooks that were put aside after they had been tried too long")
                .tag(TARGET, name)
                .register(registry);
        Gauge.builder("roomcast.webhooks.failing", target, TargetDelivery::failingSeconds)
                .description("Seconds for which a target of webhooks has not taken any request; 0 while it does")
                .baseUnit("seconds")
                .tag(TARGET, name)
                .register(registry);
        Counter delivered = Counter.builder("roomcast.webhooks.delivered")
                .description("Events that a target of webhooks took")
                .tag(TARGET, name)
                .register(registry);
        Counter dropped = Counter.builder("roomcast.webhooks.dropped")
                .description("Events that were dropped because too many waited for a target of webhooks")
                .tag(TARGET, name)
                .register(registry);
        return new ForTarget(delivered, dropped, requests(name, "taken"), requests(name, "failed"));
    }

    private Timer requests(String target, String outcome) {
        return Timer.builder("roomcast.webhooks.request")
                .description("Time that requests to a target of webhooks took, and whether it took them")
                .tag(TARGET, target)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** The meters of one target. */
    record ForTarget(Counter delivered, Counter dropped, Timer taken, Timer failures) {

        void answered(boolean ok, long nanos) {
            (ok ? taken : failures).record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
