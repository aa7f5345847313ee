package dev.roomcast.broker.redis;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The meters of what is done on Redis, all in one place. */
final class RedisMetrics {

    private final DistributionSummary published;
    private final Counter epochsLost;
    private final Counter erased;
    private final Counter behind;
    private final Timer held;
    private final MeterRegistry registry;

    RedisMetrics(MeterRegistry registry) {
        this.registry = registry;
        behind = Counter.builder("roomcast.redis.positions.behind")
                .description("Rooms that the background check found to have missed an entry of their log")
                .register(registry);
        erased = Counter.builder("roomcast.redis.erasures")
                .description("Times that a room's log was copied to erase deleted content from Redis' memory")
                .register(registry);
        published = DistributionSummary.builder("roomcast.redis.publish.size")
                .description("Messages published to Redis in one call")
                .register(registry);
        held = Timer.builder("roomcast.redis.held.time")
                .description(
                        "Time for which publishing was paused because another Redis took over, until it was known how"
                                + " far its logs reach")
                .register(registry);
        epochsLost = Counter.builder("roomcast.redis.epochs.lost")
                .description("Rooms whose log Redis had lost, all or its end, so that a new epoch began")
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
                .description("Rooms whose deleted content is still in Redis' memory, as far as this instance knows")
                .register(registry);
    }

    void held(long nanos) {
        held.record(nanos, TimeUnit.NANOSECONDS);
    }

    void epochLost() {
        epochsLost.increment();
    }
}
