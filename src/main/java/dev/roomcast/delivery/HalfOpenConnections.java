package dev.roomcast.delivery;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.config.ConfigProvider;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.limits.AddressKey;

/**
 * The connections of the public port whose peer has yet to send the head of a request: how long that may take, and how many
 * of them one address may have. There is no setting of Quarkus for either: a byte now and then renews an idle timeout.
 */
@ApplicationScoped
@Startup
class HalfOpenConnections {

    /**
     * Most that is read of a connection before others have their turn: some ten messages, or requests. 64 KiB, which is the
     * default, can be a thousand of them.
     */
    private static final RecvByteBufAllocator SMALL_READS =
            new AdaptiveRecvByteBufAllocator(512, 2_048, 8_192).maxMessagesPerRead(1);

    private final Vertx vertx;
    private final RoomcastConfig config;
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<EventLoop, RequestTimeouts> byLoop = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<EventLoop, ReadTurns> turns = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Counter tooLate;
    private final Counter tooMany;
    private final Counter pipelining;
    private final Counter tooManyWaiting;

    @Inject
    HalfOpenConnections(Vertx vertx, RoomcastConfig config, MeterRegistry registry) {
        this.vertx = vertx;
        this.config = config;
        Gauge.builder("roomcast.connections.half.open", count, AtomicInteger::get)
                .description("Connections that have not sent the head of a request yet")
                .register(registry);
        tooLate = Counter.builder("roomcast.connections.half.open.late")
                .description("Connections closed because the head of a request did not come in time")
                .register(registry);
        tooMany = Counter.builder("roomcast.connections.half.open.refused")
                .description("Connections closed at once because their address had too many half-open ones")
                .register(registry);
        tooManyWaiting = Counter.builder("roomcast.http.waiting.closed")
                .description("Connections closed because too many of their address had requests waiting for their turn")
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
        String address = addressOf(accepted);
        if (most > 0 && !address.isEmpty() && byAddress.getOrDefault(address, 0) >= most) {
            tooMany.increment();
            return false;
        }
        accepted.config().setRecvByteBufAllocator(SMALL_READS);
        accepted.pipeline().addFirst("roomcast-request-timeout", new RequestTimeout(this, address));
        accepted.pipeline().addFirst("roomcast-read-turn", new ReadTurn(this::turns, address));
        return true;
    }

    /** Empty for those that come by no network: how many of them there are is not bounded. */
    private static String addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress socket ? AddressKey.of(socket.getAddress()) : "";
    }

    /** The timeouts of an event loop. To be called on it. */
    RequestTimeouts timeouts(EventLoop loop) {
        return byLoop.computeIfAbsent(
                loop,
                l -> new RequestTimeouts(l, config.limits().handshakeTimeout().toNanos(), tooLate::increment));
    }

    /** The turns of an event loop. To be called on it. */
    ReadTurns turns(EventLoop loop) {
        return turns.computeIfAbsent(loop, l -> {
            int most = config.limits().halfOpenPerAddress();
            return new ReadTurns(l, most == 0 ? Integer.MAX_VALUE : most, tooManyWaiting::increment);
        });
    }

    /** A connection was closed because of what it pipelined. */
    void tooManyPipelined() {
        pipelining.increment();
    }

    /** A connection begins to wait for the head of a request. */
    void begin(String address) {
        count.incrementAndGet();
        byAddress.merge(address, 1, Integer::sum);
    }

    /** Ends {@link #begin}. */
    void end(String address) {
        count.decrementAndGet();
        byAddress.computeIfPresent(address, (a, open) -> open == 1 ? null : open - 1);
    }
}
