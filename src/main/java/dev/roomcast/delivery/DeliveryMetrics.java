package dev.roomcast.delivery;

import java.util.List;
import java.util.concurrent.TimeUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

import dev.roomcast.ops.ServerCounters;

/** The meters of delivery, all in one place. */
@ApplicationScoped
@Startup
public class DeliveryMetrics {

    private final ServerCounters counters;
    private final Counter deliveries;
    private final Counter slowConsumers;
    private final Counter bytesSaved;
    private final DistributionSummary batchSizes;
    private final Timer fanOut;

    /** Registers the meters. */
    @Inject
    public DeliveryMetrics(ServerCounters counters, MeterRegistry registry) {
        fanOut = Timer.builder("roomcast.fanout.latency")
                .description("Time from a publication to its frames being with all members of one event loop")
                .serviceLevelObjectives(Latency.BUCKETS)
                .register(registry);
        this.counters = counters;
        deliveries = Counter.builder("roomcast.deliveries")
                .description("Messages of rooms handed to a member's outbox, one each")
                .register(registry);
        slowConsumers = Counter.builder("roomcast.slow.consumers")
                .description("Connections cut because they did not take what was meant for them")
                .register(registry);
        bytesSaved = Counter.builder("roomcast.compression.saved")
                .description("Bytes that compressed frames are smaller, counted once a frame")
                .baseUnit("bytes")
                .register(registry);
        batchSizes = DistributionSummary.builder("roomcast.batch.size")
                .description("Messages in one batch")
                .serviceLevelObjectives(2, 5, 10, 25, 50, 100)
                .register(registry);
    }

    void sent(int messages) {
        counters.sent(messages);
    }

    void delivered(int members, List<Posting> postings) {
        deliveries.increment((double) members * postings.size());
        long now = System.nanoTime();
        for (int i = 0; i < postings.size(); i++) {
            fanOut.record(now - postings.get(i).postedAt(), TimeUnit.NANOSECONDS);
        }
    }

    void slowConsumer() {
        slowConsumers.increment();
    }

    void compressed(int bytes) {
        bytesSaved.increment(bytes);
    }

    void batched(int messages) {
        batchSizes.record(messages);
    }
}
