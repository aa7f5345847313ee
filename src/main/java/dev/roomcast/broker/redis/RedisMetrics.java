package dev.roomcast.broker.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of what is done on Redis, all in one place. */
final class RedisMetrics {

    private final DistributionSummary published;
    private final Counter epochsLost;

    RedisMetrics(MeterRegistry registry) {
        published = DistributionSummary.builder("roomcast.redis.publish.size")
                .description("Drafts that went to Redis in one call")
                .register(registry);
        epochsLost = Counter.builder("roomcast.redis.epochs.lost")
                .description("Rooms whose past Redis was found to have lost, so that a new life of the log began")
                .register(registry);
    }

    void published(int drafts) {
        published.record(drafts);
    }

    void epochLost() {
        epochsLost.increment();
    }
}
