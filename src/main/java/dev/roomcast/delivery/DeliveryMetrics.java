package dev.roomcast.delivery;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.channel.Channel;
import io.quarkus.runtime.Startup;

import dev.roomcast.log.EventLog;
import dev.roomcast.ops.ServerCounters;

/** The meters of delivery, all in one place. */
@ApplicationScoped
@Startup
public class DeliveryMetrics {

    private static final EventLog LOG = EventLog.of(DeliveryMetrics.class);

    private final ServerCounters counters;
    private final Counter deliveries;
    private final Counter slowConsumers;
    private final Counter bytesSaved;
    private final DistributionSummary batchSizes;
    private final Counter newsDropped;
    private final Counter fallbacks;
    private final Timer fanOut;
    private final AtomicBoolean fallbackLogged = new AtomicBoolean();

    /** Registers the meters. */
    @Inject
    public DeliveryMetrics(ServerCounters counters, MeterRegistry registry) {
        fanOut = Timer.builder("roomcast.fanout.latency")
                .description(
                        "Time from the publication of a message until it is written for all members on one event loop")
                .serviceLevelObjectives(Latency.BUCKETS)
                .register(registry);
        this.counters = counters;
        deliveries = Counter.builder("roomcast.deliveries")
                .description("Messages of rooms put into the outboxes of members, counted for each member")
                .register(registry);
        slowConsumers = Counter.builder("roomcast.slow.consumers")
                .description("Connections closed because they read too slowly")
                .register(registry);
        bytesSaved = Counter.builder("roomcast.compression.saved")
                .description("Bytes saved by compressing frames, counted once a frame")
                .baseUnit("bytes")
                .register(registry);
        newsDropped = Counter.builder("roomcast.news.dropped")
                .description(
                        "News (chat, signals, comings and goings) not sent to connections that are behind, counted for"
                                + " each")
                .register(registry);
        fallbacks = Counter.builder("roomcast.delivery.fallbacks")
                .description(
                        "Connections sent to by the public API, since their pipeline is not as direct writing needs it")
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

    void newsDropped(int messages) {
        newsDropped.increment(messages);
    }

    void slowConsumer() {
        slowConsumers.increment();
    }

    /** Logged once: it concerns all connections of a kind, and there may be many. */
    void fellBack(Channel channel) {
        fallbacks.increment();
        if (fallbackLogged.compareAndSet(false, true)) {
            LOG.warn("roomcast.delivery.fallback")
                    .with("pipeline", String.join(", ", channel.pipeline().names()))
                    .write();
        }
    }

    void compressed(int bytes) {
        bytesSaved.increment(bytes);
    }

    void batched(int messages) {
        batchSizes.record(messages);
    }
}
