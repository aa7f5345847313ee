package dev.roomcast.endpoint;

import java.time.Duration;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.ops.Lifecycle;

/** Lets nobody in while the server drains, or faster than it may. */
@ApplicationScoped
@Priority(Door.CAPACITY)
class CapacityCheck implements HttpUpgradeCheck {

    private final Lifecycle lifecycle;
    private final Refusals refusals;
    private final Bucket newConnections;

    @Inject
    CapacityCheck(Lifecycle lifecycle, RoomcastConfig config, Refusals refusals) {
        this.lifecycle = lifecycle;
        this.refusals = refusals;
        int perSecond = config.limits().connectionsPerSecond();
        this.newConnections = perSecond == 0
                ? null
                : Bucket.builder()
                        .addLimit(Bandwidth.builder()
                                .capacity(perSecond)
                                .refillGreedy(perSecond, Duration.ofSeconds(1))
                                .build())
                        .build();
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        if (lifecycle.draining()) {
            return Uni.createFrom().item(refusals.refuse(context, Refusals.Why.DRAINING));
        }
        if (newConnections != null && !newConnections.tryConsume(1)) {
            return Uni.createFrom().item(refusals.refuse(context, Refusals.Why.TOO_FAST));
        }
        return CheckResult.permitUpgrade();
    }
}
