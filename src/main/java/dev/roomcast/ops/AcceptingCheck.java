package dev.roomcast.ops;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once the server drains, so that load balancers send connections elsewhere. */
@Singleton
@Readiness
final class AcceptingCheck implements HealthCheck {

    private final Lifecycle lifecycle;

    AcceptingCheck(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepts connections")
                .status(!lifecycle.draining())
                .build();
    }
}
