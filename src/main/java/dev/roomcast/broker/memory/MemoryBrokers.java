package dev.roomcast.broker.memory;

import java.time.Clock;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;

/** Makes the memory broker from the settings, and lets it sweep. */
@Singleton
public class MemoryBrokers {

    private static final long SWEEP_MILLIS = 30_000;

    private final RoomcastConfig config;
    private final Vertx vertx;
    private final MeterRegistry registry;

    MemoryBrokers(RoomcastConfig config, Vertx vertx, MeterRegistry registry) {
        this.config = config;
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
                config.limits().maxRooms());
        MemoryBroker broker = new MemoryBroker(bounds, Clock.systemUTC(), Infrastructure.getDefaultWorkerPool());
        vertx.setPeriodic(
                SWEEP_MILLIS, id -> Infrastructure.getDefaultWorkerPool().execute(broker::sweep));
        Gauge.builder("roomcast.memory.logs", broker, MemoryBroker::logBytes)
                .description("Bytes of heap that the rooms' logs take, estimated")
                .baseUnit("bytes")
                .register(registry);
        return broker;
    }
}
