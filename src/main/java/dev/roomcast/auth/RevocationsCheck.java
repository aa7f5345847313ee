package dev.roomcast.auth;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before it is known which tokens are revoked: until then one that is would be let in. */
@Singleton
@Readiness
final class RevocationsCheck implements HealthCheck {

    private final Revocations revocations;

    RevocationsCheck(Revocations revocations) {
        this.revocations = revocations;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("revocations known")
                .status(revocations.wereRead())
                .build();
    }
}
