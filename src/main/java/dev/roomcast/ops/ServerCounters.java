package dev.roomcast.ops;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import dev.roomcast.protocol.ErrorCode;

/**
 * What the server counts for {@code /health} and {@code /api/stats}. To be called on any thread; counting never waits.
 *
 * <p>A connection is active where a message came from it within the last minute. Its ping frames do not count: they come
 * from everyone.
 */
@Singleton
public class ServerCounters {

    private static final long ACTIVE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder[] failed = new LongAdder[ErrorCode.values().length];
    private final SlidingMinute recentlyReceived = new SlidingMinute(received::sum);
    private final SlidingMinute recentlyFaulty;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    /** Counters that a registry shows. */
    @Inject
    public ServerCounters(MeterRegistry meters) {
        for (ErrorCode code : ErrorCode.values()) {
            LongAdder count = new LongAdder();
            failed[code.ordinal()] = count;
            FunctionCounter.builder("roomcast.requests.failed", count, LongAdder::sum)
                    .description("Requests that were answered with an error, by code")
                    .tag("code", code.code())
                    .register(meters);
        }
        recentlyFaulty = new SlidingMinute(failed[ErrorCode.INTERNAL.ordinal()]::sum);
        FunctionCounter.builder("roomcast.requests.received", received, LongAdder::sum)
                .description("Requests that came, over WebSocket and HTTP")
                .register(meters);
        FunctionCounter.builder("roomcast.messages.sent", sent, LongAdder::sum)
                .description("Messages that were handed to connections")
                .register(meters);
        Gauge.builder("roomcast.connections", open, AtomicInteger::get)
                .description("Open connections")
                .register(meters);
        Gauge.builder("roomcast.connections.peak", peak, AtomicInteger::get)
                .description("Most connections that were open at once")
                .register(meters);
    }

    /** One connection, as far as it is counted. */
    public final class Connection {

        private volatile long lastReceived;

        private Connection() {
            lastReceived = System.nanoTime() - ACTIVE_NANOS;
        }

        /** A request came from it. */
        public void received() {
            lastReceived = System.nanoTime();
            received.increment();
        }

        /** It is no more. To be called once, or more often to no effect. */
        public void closed() {
            if (connections.remove(this)) {
                open.decrementAndGet();
            }
        }

        private boolean isActive(long now) {
            return now - lastReceived < ACTIVE_NANOS;
        }
    }

    /** A connection opened. */
    public Connection connectionOpened() {
        Connection connection = new Connection();
        connections.add(connection);
        int now = open.incrementAndGet();
        peak.accumulateAndGet(now, Math::max);
        return connection;
    }

    /** A request came otherwise than on a connection. */
    public void received() {
        received.increment();
    }

    /** That many messages were handed to connections. */
    public void sent(long messages) {
        sent.add(messages);
    }

    /** A request was answered with that error. */
    public void failed(ErrorCode code) {
        failed[code.ordinal()].increment();
    }

    /** Notes a second's passing. */
    void tick() {
        recentlyReceived.tick();
        recentlyFaulty.tick();
    }

    /** Open connections. */
    public int connections() {
        return open.get();
    }

    /** Most connections that were open at once. */
    public int peakConnections() {
        return peak.get();
    }

    /** Connections from which something came within the last minute. Walks all of them. */
    public int activeConnections() {
        long now = System.nanoTime();
        int active = 0;
        for (Connection connection : connections) {
            if (connection.isActive(now)) {
                active++;
            }
        }
        return active;
    }

    /** Requests that came. */
    public long receivedTotal() {
        return received.sum();
    }

    /** Messages that were handed to connections. */
    public long sentTotal() {
        return sent.sum();
    }

    /** Requests that were answered with an error. */
    public long failedTotal() {
        long total = 0;
        for (LongAdder count : failed) {
            total += count.sum();
        }
        return total;
    }

    /** Requests a second over the last minute. */
    public double receivedPerSecond() {
        return recentlyReceived.perSecond();
    }

    /** The share of the last minute's requests that failed by a fault of the server, 0 to 1. */
    double faultShare() {
        long faults = recentlyFaulty.sum();
        return faults == 0 ? 0 : (double) faults / Math.max(faults, recentlyReceived.sum());
    }
}
