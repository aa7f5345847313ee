package dev.roomcast.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.config.ConfigProvider;

import dev.roomcast.RoomcastConfig;

/**
 * The connections of the public port whose peer has yet to send the head of a request: how long that may take, and how many
 * of them one address may have. There is no setting of Quarkus for either: a byte now and then renews an idle timeout.
 */
@ApplicationScoped
@Startup
class HalfOpenConnections {

    private final Vertx vertx;
    private final RoomcastConfig config;
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<EventLoop, RequestTimeouts> byLoop = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Counter tooLate;
    private final Counter tooMany;
    private final Counter pipelining;

    @Inject
    HalfOpenConnections(Vertx vertx, RoomcastConfig config, MeterRegistry registry) {
        this.vertx = vertx;
        this.config = config;
        Gauge.builder("roomcast.connections.half.open", count, AtomicInteger::get)
                .description("Connections whose peer has yet to send the head of a request")
                .register(registry);
        tooLate = Counter.builder("roomcast.connections.half.open.late")
                .description("Connections cut because the head of a request did not come in time")
                .register(registry);
        tooMany = Counter.builder("roomcast.connections.half.open.refused")
                .description("Connections cut at once because their address had too many half-open ones")
                .register(registry);
        pipelining = Counter.builder("roomcast.http.pipelining.closed")
                .description("Connections closed because they pipelined too many HTTP requests")
                .register(registry);
    }

    void start(@ObservesAsync HttpServerStart started) {
        // Probes and metrics are asked for by machines of one's own.
        String management =
                LaunchMode.current() == LaunchMode.TEST ? "quarkus.management.test-port" : "quarkus.management.port";
        ChannelWire.watchAccepted(vertx, this, ConfigProvider.getConfig().getValue(management, Integer.class));
    }

    /** Looks at a connection right after it was accepted. To be called on the acceptor's event loop. */
    boolean admit(Channel accepted) {
        int most = config.limits().halfOpenPerAddress();
        InetAddress address = addressOf(accepted);
        if (most > 0 && address != null && byAddress.getOrDefault(address, 0) >= most) {
            tooMany.increment();
            return false;
        }
        accepted.pipeline().addFirst("roomcast-request-timeout", new RequestTimeout(this, address));
        return true;
    }

    private static InetAddress addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress socket ? socket.getAddress() : null;
    }

    /** The timeouts of an event loop. To be called on it. */
    RequestTimeouts timeouts(EventLoop loop) {
        return byLoop.computeIfAbsent(
                loop,
                l -> new RequestTimeouts(l, config.limits().handshakeTimeout().toNanos(), tooLate::increment));
    }

    /** A connection was closed because of what it pipelined. */
    void tooManyPipelined() {
        pipelining.increment();
    }

    /** A connection begins to wait for the head of a request. */
    void begin(InetAddress address) {
        count.incrementAndGet();
        if (address != null) {
            byAddress.merge(address, 1, Integer::sum);
        }
    }

    /** Ends {@link #begin}. */
    void end(InetAddress address) {
        count.decrementAndGet();
        if (address != null) {
            byAddress.computeIfPresent(address, (a, open) -> open == 1 ? null : open - 1);
        }
    }
}
