package dev.roomcast.broker.memory;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;
import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.policy.RoomPolicy;

/** Makes the memory broker from the settings, and lets it sweep. */
@Singleton
public class MemoryBrokers {

    private static final long SWEEP_MILLIS = 30_000;

    private final RoomcastConfig config;
    private final RoomPolicies policies;
    private final Vertx vertx;
    private final MeterRegistry registry;

    MemoryBrokers(RoomcastConfig config, RoomPolicies policies, Vertx vertx, MeterRegistry registry) {
        this.config = config;
        this.policies = policies;
        this.vertx = vertx;
        this.registry = registry;
    }

    /** A new broker; to be called once. */
    public Broker broker() {
        MemoryBroker.Bounds bounds = new MemoryBroker.Bounds(
                config.history().maxMessages(),
                config.history().maxBytes(),
                config.history().retention().toMillis(),
                config.memory().maxBytes(),
                config.memory().maxUserBytes(),
                config.limits().maxRooms());
        MemoryBroker broker = new MemoryBroker(
                bounds,
                retentions(),
                Clock.systemUTC(),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                Infrastructure.getDefaultWorkerPool());
        vertx.setPeriodic(
                SWEEP_MILLIS, id -> Infrastructure.getDefaultWorkerPool().execute(broker::sweep));
        Gauge.builder("roomcast.memory.logs", broker, MemoryBroker::logBytes)
                .description("Bytes of heap for the logs of rooms")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("roomcast.memory.receipts", broker, MemoryBroker::receiptBytes)
                .description("Bytes of heap for the message ids that are remembered to recognize retries")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("roomcast.memory.sessions", broker, MemoryBroker::sessionBytes)
                .description("Bytes of heap for the rooms that users were in before they left")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("roomcast.memory.dropped", broker, MemoryBroker::droppedEntries)
                .description(
                        "Messages dropped before their retention ended, because the memory or a user's share of it was"
                                + " full")
                .register(registry);
        return broker;
    }

    /** Logs of rooms that the same holds for share one object: there may be a million. */
    private Function<String, MemoryLog.Retention> retentions() {
        Map<RoomPolicy, MemoryLog.Retention> known = new ConcurrentHashMap<>();
        return room -> known.computeIfAbsent(
                policies.of(room),
                policy -> new MemoryLog.Retention(
                        policy.historyMaxMessages(), policy.historyMaxBytes(), policy.retentionMillis()));
    }
}
