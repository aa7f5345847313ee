package dev.roomcast.broker.memory;

import java.time.Clock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;

/** Makes the memory broker from the settings, and lets it sweep. */
@ApplicationScoped
class MemoryBrokerProducer {

    private static final long SWEEP_MILLIS = 30_000;

    @Produces
    @Singleton
    Broker memoryBroker(RoomcastConfig config, Vertx vertx, MeterRegistry registry) {
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
