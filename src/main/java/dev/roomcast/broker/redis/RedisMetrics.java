package dev.roomcast.broker.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of what is done on Redis, all in one place. */
final class RedisMetrics {

    private final DistributionSummary published;
    private final Counter epochsLost;
    private final Counter erased;
    private final Counter behind;
    private final MeterRegistry registry;

    RedisMetrics(MeterRegistry registry) {
        this.registry = registry;
        behind = Counter.builder("roomcast.redis.positions.behind")
                .description("Rooms whose members here lacked something of the log that nothing else had told of")
                .register(registry);
        erased = Counter.builder("roomcast.redis.erasures")
                .description("Times that a room's log was copied so that deleted content is out of Redis' memory")
                .register(registry);
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

    void behind() {
        behind.increment();
    }

    void erased() {
        erased.increment();
    }

    void watch(ContentErasure erasure) {
        Gauge.builder("roomcast.redis.erasures.waiting", erasure, ContentErasure::waiting)
                .description("Rooms with deleted content that is still in Redis' memory, as far as this instance knows")
                .register(registry);
    }

    void epochLost() {
        epochsLost.increment();
    }
}
