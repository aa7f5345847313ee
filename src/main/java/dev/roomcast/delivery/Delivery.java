package dev.roomcast.delivery;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.RoomcastConfig;

/** Makes the way out to each connection, and knows the shards of all event loops. */
@ApplicationScoped
public class Delivery {

    /** Where an upgrade leaves what {@link #open} needs. */
    private static final TypedKey<Channel> CHANNEL = new TypedKey<>("roomcast.channel");

    private static final TypedKey<MultiMap> HEADERS = new TypedKey<>("roomcast.headers");

    private final ConcurrentHashMap<Thread, LoopShard> shards = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final RoomcastConfig config;
    private final CompressionService compression;
    private final BatchService batching;
    private final DeliveryMetrics metrics;

    /** Takes what the shards need. */
    @Inject
    public Delivery(
            Vertx vertx,
            RoomcastConfig config,
            CompressionService compression,
            BatchService batching,
            DeliveryMetrics metrics) {
        this.vertx = vertx;
        this.config = config;
        this.compression = compression;
        this.batching = batching;
        this.metrics = metrics;
    }

    /** Keeps hold of the request's channel for after the upgrade. To be called on its event loop, right before that. */
    public void prepare(HttpServerRequest request, UserData userData) {
        Channel channel = config.delivery().direct() ? ChannelWire.channelOf(request) : null;
        if (channel != null) {
            userData.put(CHANNEL, channel);
            ChannelWire.joinFirstSends(channel);
        }
        userData.put(HEADERS, request.headers());
    }

    /** Lets go of the handshake's headers, which are kept as long as the connection. To be called when all were read. */
    public void forgetHeaders(UserData userData) {
        MultiMap headers = userData.remove(HEADERS);
        if (headers != null) {
            headers.clear();
        }
    }

    /**
     * Opens the way out to a connection. To be called on its event loop, once.
     *
     * @param batch whether the client takes batches
     * @param gzip whether the client takes compressed frames
     * @param listener hears of what comes in below the level of messages
     * @param tooSlow called on the loop when the peer does not take what is meant for it
     */
    public Outbox open(
            WebSocketConnection connection, boolean batch, boolean gzip, InboundListener listener, Runnable tooSlow) {
        return new Outbox(
                wire(connection, listener), shard(), metrics, config.limits().outboxBytes(), batch, gzip, tooSlow);
    }

    private Wire wire(WebSocketConnection connection, InboundListener listener) {
        Channel channel = connection.userData().get(CHANNEL);
        if (channel != null) {
            connection.userData().remove(CHANNEL);
            InboundGuard guard = new InboundGuard(config.limits().maxMessageBytes(), listener);
            Wire wire = ChannelWire.guard(channel, guard) ? ChannelWire.open(connection, channel, compression) : null;
            if (wire != null) {
                return wire;
            }
        }
        return new SendTextWire(connection);
    }

    /** The shard of the event loop that the caller is on. */
    private LoopShard shard() {
        return shards.computeIfAbsent(
                Thread.currentThread(),
                thread -> new LoopShard(
                        vertx,
                        VertxContext.getRootContext(vertx.getOrCreateContext()),
                        compression,
                        batching,
                        metrics));
    }

    /** The shards of all event loops that ever had a connection. */
    public Collection<LoopShard> shards() {
        return shards.values();
    }
}
