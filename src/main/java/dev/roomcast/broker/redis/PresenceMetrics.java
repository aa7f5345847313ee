package dev.roomcast.broker.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/** The meters of presence and leases, all in one place. */
final class PresenceMetrics {

    private final MeterRegistry registry;
    private final AtomicInteger instances = new AtomicInteger();
    private final AtomicLong renewedAt = new AtomicLong(System.nanoTime());
    private final Counter reregistrations;
    private final Counter cleanups;
    private final Counter removed;
    private final Counter staleHints;

    /** Registers the meters. */
    PresenceMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("roomcast.lease.instances", instances, AtomicInteger::get)
                .description("Instances that hold a lease in Redis, as this one saw it last")
                .strongReference(true)
                .register(registry);
        TimeGauge.builder("roomcast.lease.age", this, TimeUnit.MILLISECONDS, PresenceMetrics::leaseAge)
                .description(
                        "Time since this instance last renewed its lease in Redis; past 5 s others remove its members")
                .strongReference(true)
                .register(registry);
        reregistrations = Counter.builder("roomcast.lease.reregistrations")
                .description(
                        "Times that this instance registered its members again: others had removed them, or Redis had"
                                + " lost data")
                .register(registry);
        cleanups = Counter.builder("roomcast.presence.cleanups")
                .description("Crashed instances whose members this instance removed")
                .register(registry);
        removed = Counter.builder("roomcast.presence.removed")
                .description("Members of crashed instances that this instance removed from rooms")
                .register(registry);
        staleHints = Counter.builder("roomcast.presence.hints.stale")
                .description("Rooms and users removed from the lists in Redis because they were no longer there")
                .register(registry);
    }

    /** Shows how many rooms and users are to be written to Redis again. */
    <T> void watchRepairs(T presence, ToDoubleFunction<T> waiting) {
        Gauge.builder("roomcast.presence.repairs.waiting", presence, waiting)
                .description(
                        "Rooms and users of this instance that Redis may have wrong, and that wait to be written again")
                .register(registry);
    }

    private double leaseAge() {
        return (System.nanoTime() - renewedAt.get()) / 1e6;
    }

    void renewed(int alive) {
        instances.set(alive);
        renewedAt.set(System.nanoTime());
    }

    void reregistered() {
        reregistrations.increment();
    }

    void cleanedUp() {
        cleanups.increment();
    }

    void removed(int members) {
        removed.increment(members);
    }

    double removed() {
        return removed.count();
    }

    double reregistrations() {
        return reregistrations.count();
    }

    void staleHint() {
        staleHints.increment();
    }
}
