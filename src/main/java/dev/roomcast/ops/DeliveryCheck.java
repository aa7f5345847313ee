package dev.roomcast.ops;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while a probe of our own is known to have gone all the way through the store and come back. */
@Singleton
@Readiness
final class DeliveryCheck implements HealthCheck {

    private final Store store;

    DeliveryCheck(Store store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("store delivers")
                .status(store.delivers())
                .build();
    }
}
