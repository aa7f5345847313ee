package dev.roomcast.broker.redis.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The meters of the way to Redis, all in one place. */
public final class LinkMetrics {

    private final MeterRegistry registry;
    private final Counter connected;
    private final Counter resent;
    private final Counter faults;
    private final Counter interruptions;
    private final Map<Script, Timer> scripts = new ConcurrentHashMap<>();

    /** Registers the meters. */
    public LinkMetrics(MeterRegistry registry) {
        this.registry = registry;
        connected = Counter.builder("roomcast.redis.connected")
                .description("Connections for commands that were opened to Redis, the first ones too")
                .register(registry);
        resent = Counter.builder("roomcast.redis.resent")
                .description(
                        "Commands sent to Redis again because the answer was lost, or Redis could not serve them for"
                                + " the moment")
                .register(registry);
        faults = Counter.builder("roomcast.redis.faults")
                .description("Commands that Redis rejected as wrong; should not happen")
                .register(registry);
        interruptions = Counter.builder("roomcast.redis.interruptions")
                .description("Subscription connections to Redis that were lost or silent, and were replaced")
                .register(registry);
    }

    /**
     * Shows how many commands wait, for how long the oldest has waited, how many channels there are, and how old the last
     * proof of life of the subscriptions is.
     */
    public <T> void watch(
            T link,
            ToDoubleFunction<T> pending,
            ToDoubleFunction<T> pendingAge,
            ToDoubleFunction<T> channels,
            ToDoubleFunction<T> probeAge) {
        Gauge.builder("roomcast.redis.channels", link, channels)
                .description("Channels subscribed to: one for each room with members on this instance, and a few more")
                .register(registry);
        Gauge.builder("roomcast.redis.pending", link, pending)
                .description("Commands that Redis has not answered yet")
                .register(registry);
        Gauge.builder("roomcast.redis.pending.age", link, pendingAge)
                .description("Time for which the oldest command without an answer of Redis has waited")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("roomcast.redis.probe.age", link, probeAge)
                .description(
                        "Time since a probe last came back through Redis, for the subscription connection where it is"
                                + " longest; NaN before the first")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Shows whether commands reach the store: 1 or 0. */
    public void watchUp(IntSupplier up) {
        Gauge.builder("roomcast.redis.up", up, IntSupplier::getAsInt)
                .description("Whether commands reach Redis: 1 or 0")
                .strongReference(true)
                .register(registry);
    }

    /**
     * A script was answered.
     *
     * @param nanos since it was sent: what waited for Redis with others is not in it
     */
    void ran(Script script, long nanos) {
        scripts.computeIfAbsent(script, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Script script) {
        return Timer.builder("roomcast.redis.script.time")
                .description("Time from a script's call being sent to its answer, by script")
                .tag("script", script.name())
                .register(registry);
    }

    void connected() {
        connected.increment();
    }

    void resent(int commands) {
        resent.increment(commands);
    }

    void fault() {
        faults.increment();
    }

    void interrupted() {
        interruptions.increment();
    }
}
