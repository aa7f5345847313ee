package dev.roomcast.ops;

import java.util.concurrent.TimeUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.log.EventLog;

/**
 * The graceful shutdown: on SIGTERM readiness fails and handshakes are rejected. Every connection is told at once when to
 * reconnect, spread evenly over most of the drain time so that they do not all arrive elsewhere together, and is served in
 * full until then. When the last is away, and load balancers had the time that they are given, the process ends.
 */
@ApplicationScoped
class Drain implements Lifecycle {

    private static final EventLog LOG = EventLog.of(Drain.class);

    /** The part of the drain time over which connections are closed; the rest is for closing handshakes. */
    private static final double SPREAD = 0.8;

    /** What the close frames of all connections may take beyond a drain time that leaves less for them. */
    private static final long CLOSING_MILLIS = 1_000;

    private final Drainable connections;
    private final RoomcastConfig config;
    private final Counter shed;
    private volatile boolean draining;

    @Inject
    Drain(Drainable connections, RoomcastConfig config, MeterRegistry registry) {
        this.connections = connections;
        this.config = config;
        this.shed = Counter.builder("roomcast.connections.shed")
                .description("Connections told to go to other instances, as an administrator asked")
                .register(registry);
    }

    @Override
    public boolean draining() {
        return draining;
    }

    /** The server ends as soon as this returns. On the thread that ends it. */
    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        long began = System.nanoTime();
        draining = true;
        long spread = spreadMillis();
        LOG.info("roomcast.drain.started")
                .with("connections", connections.drain(spread))
                .write();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            long timeout = config.drain().timeout().toMillis();
            boolean all = connections.awaitDrained(Math.max(timeout, spread + CLOSING_MILLIS));
            long minimum = Math.min(config.drain().minimum().toMillis(), timeout);
            sleep(minimum - (System.nanoTime() - began) / 1_000_000);
            LOG.info("roomcast.drain.ended").with("complete", all).write();
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int shed(double share) {
        int told = draining ? 0 : connections.shed(share, spreadMillis());
        shed.increment(told);
        LOG.info("roomcast.shed.started")
                .with("share", share)
                .with("connections", told)
                .write();
        return told;
    }

    private long spreadMillis() {
        return (long) (config.drain().timeout().toMillis() * SPREAD);
    }
}
