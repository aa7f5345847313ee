package dev.roomcast.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private static final CheckResult DRAINING = unavailable(5);
    private static final CheckResult TOO_FAST = unavailable(1);

    private final Lifecycle lifecycle;
    private final EndpointMetrics metrics;
    private final Bucket newConnections;

    @Inject
    CapacityCheck(Lifecycle lifecycle, RoomcastConfig config, EndpointMetrics metrics) {
        this.lifecycle = lifecycle;
        this.metrics = metrics;
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

    private static CheckResult unavailable(int retryAfterSeconds) {
        return CheckResult.rejectUpgradeSync(503, Map.of("Retry-After", List.of(Integer.toString(retryAfterSeconds))));
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        if (lifecycle.draining()) {
            return Uni.createFrom().item(metrics.refused(DRAINING, "draining"));
        }
        if (newConnections != null && !newConnections.tryConsume(1)) {
            return Uni.createFrom().item(metrics.refused(TOO_FAST, "too-fast"));
        }
        return CheckResult.permitUpgrade();
    }
}
