package dev.roomcast.endpoint;

import java.time.Duration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.ops.Lifecycle;

/** Lets nobody in while the server drains, or faster than it may. */
@ApplicationScoped
class CapacityCheck {

    private final Lifecycle lifecycle;
    private final Bucket newConnections;

    @Inject
    CapacityCheck(Lifecycle lifecycle, RoomcastConfig config) {
        this.lifecycle = lifecycle;
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

    /** Why nobody is let in now; null where they are. */
    Refusals.Why refusal() {
        if (lifecycle.draining()) {
            return Refusals.Why.DRAINING;
        }
        return newConnections == null || newConnections.tryConsume(1) ? null : Refusals.Why.TOO_FAST;
    }
}
