package dev.roomcast.ops;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once the server drains: whoever balances load is to send connections elsewhere. */
@Singleton
@Readiness
final class AcceptingCheck implements HealthCheck {

    private final Instance<Lifecycle> lifecycle;

    AcceptingCheck(Instance<Lifecycle> lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        boolean draining = lifecycle.isResolvable() && lifecycle.get().draining();
        return HealthCheckResponse.named("accepts connections")
                .status(!draining)
                .build();
    }
}
