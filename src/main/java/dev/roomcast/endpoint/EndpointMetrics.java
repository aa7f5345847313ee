package dev.roomcast.endpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.websockets.next.HttpUpgradeCheck.CheckResult;

/** The meters of the door, all in one place. */
@ApplicationScoped
class EndpointMetrics {

    private final MeterRegistry registry;

    @Inject
    EndpointMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a refusal, and gives it on. {@code why}: one of a few words. */
    CheckResult refused(CheckResult result, String why) {
        Counter.builder("roomcast.handshakes.refused")
                .description("Handshakes that were refused at the door, by why")
                .tag("why", why)
                .register(registry)
                .increment();
        return result;
    }
}
