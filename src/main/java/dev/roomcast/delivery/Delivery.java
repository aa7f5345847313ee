package dev.roomcast.delivery;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

    /**
     * Keeps what comes behind a handshake while something about it is looked at elsewhere. To be called on its event loop.
     * Where the upgrade is refused after this, the connection has to be closed.
     *
     * @return where to go on
     */
    public Executor hold(HttpServerRequest request) {
        Channel channel = ChannelWire.channelOf(request);
        ChannelWire.holdBytesBehind(channel);
        return channel.eventLoop();
    }

    /** Whether a handshake came on a connection that pipelines its requests, and so may not be accepted. */
    public boolean isPipelined(HttpServerRequest request) {
        return ChannelWire.pipelined(ChannelWire.channelOf(request));
    }

    /**
     * Gets a connection ready for its upgrade, which has to follow: what comes of it is kept until {@link #start}. To be
     * called on its event loop.
     *
     * @return false where the connection has ended already
     */
    public boolean prepare(HttpServerRequest request, UserData userData) {
        Channel channel = ChannelWire.channelOf(request);
        if (!channel.isActive()) {
            return false;
        }
        ChannelWire.keepEarlyFrames(channel);
        ChannelWire.joinFirstSends(channel);
        userData.put(CHANNEL, channel);
        userData.put(HEADERS, request.headers());
        return true;
    }

    /** Lets in what a connection has sent since {@link #prepare}. To be called when its session is open. */
    public void start(WebSocketConnection connection) {
        ChannelWire.releaseEarlyFrames(connection.userData().remove(CHANNEL));
    }

    /** Ends a connection whose session could not be opened. */
    public void abort(WebSocketConnection connection) {
        connection.userData().get(CHANNEL).close();
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
        Reading reading = new Reading(channel);
        MessageInflater inflater = ChannelWire.unpacks(channel) ? new MessageInflater(keepsWindow(connection)) : null;
        ChannelWire.guard(
                channel,
                new InboundGuard(
                        config.limits().maxMessageBytes(),
                        config.limits().fragmentTimeout().toNanos(),
                        listener,
                        reading,
                        inflater));
        if (config.delivery().direct()) {
            Wire wire = ChannelWire.open(connection, channel, reading, compression);
            if (wire != null) {
                return wire;
            }
            metrics.fellBack(channel);
        }
        return new SendTextWire(connection, channel, reading);
    }

    /** RFC 7692, 7.1.1.2: not where every offer of the client said that it refers to no message before. */
    private static boolean keepsWindow(WebSocketConnection connection) {
        return connection.handshakeRequest().headers("Sec-WebSocket-Extensions").stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .anyMatch(
                        offer -> offer.contains("permessage-deflate") && !offer.contains("client_no_context_takeover"));
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
