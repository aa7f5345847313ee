package dev.roomcast.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

import dev.roomcast.protocol.CloseCode;

/**
 * Writes ready-made frames to the Netty channel below a WebSocket: the one class that uses what is internal to Vert.x,
 * since there is no API for a frame that is encoded once. Frames enter the pipeline at the encoder, so that TLS stays in
 * front of them. Where the channel is not to be had, {@link SendTextWire} takes over.
 */
final class ChannelWire implements Wire {

    /** An unmasked, empty ping frame (RFC 6455, section 5.5.2). */
    private static final int PING = 0x8900;

    private static final int PING_BYTES = 2;

    private static final String LAST_HANDLER = "handler";

    /** Looks for connections where nothing happens; ours are looked after by their sessions. */
    private static final String IDLE_HANDLER = "idle";

    private final WebSocketConnection connection;
    private final Channel channel;
    private final ChannelHandlerContext encoder;
    private final Channel.Unsafe unsafe;
    private final DirectSocket socket;
    private final CompressionService deflate;

    private ChannelWire(
            WebSocketConnection connection,
            Channel channel,
            ChannelHandlerContext encoder,
            CompressionService deflate) {
        this.connection = connection;
        this.channel = channel;
        this.encoder = encoder;
        this.unsafe = channel.unsafe();
        this.socket = DirectSocket.below(encoder);
        this.deflate = deflate;
    }

    /** The channel that a request came on, or null where it is not to be had. */
    static Channel channelOf(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase base ? base.channel() : null;
    }

    /**
     * Lets what is written next, and the first that is written after it, go in one send; to be called on its event loop. Not
     * where extensions are negotiated: theirs is what the pipeline becomes when the answer to the handshake has been sent.
     */
    static void joinFirstSends(Channel channel) {
        if (channel.pipeline().get(WebSocketServerExtensionHandler.class) == null) {
            channel.pipeline().addFirst(new FirstFlush());
        }
    }

    /** Puts the guard before what Vert.x reads; false where the pipeline is not as expected. */
    static boolean guard(Channel channel, InboundGuard guard) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.context(LAST_HANDLER) == null) {
            return false;
        }
        pipeline.addBefore(LAST_HANDLER, "roomcast-guard", guard);
        readLittleAtOnce(channel);
        if (pipeline.get(IDLE_HANDLER) != null) {
            // A timer for each connection, and each read and write noted for it.
            pipeline.remove(IDLE_HANDLER);
        }
        return true;
    }

    /** Requests are begun after all of a read was taken in: sixteen buffers of them, which is the default, are a flood. */
    @SuppressWarnings("deprecation")
    private static void readLittleAtOnce(Channel channel) {
        channel.config().setMaxMessagesPerRead(1);
    }

    /**
     * The way to a connection after its upgrade; null where the pipeline is not as expected.
     *
     * <p>Where the client negotiated permessage-deflate, the pipeline would pack each frame for each member, and later
     * ones with the help of those before. Ours are packed once for all, each by itself, which every client can read
     * whether or not it agreed to {@code server_no_context_takeover}. So the pipeline's packing is taken out: after one
     * of our frames it would refer to bytes that the client never had. The window is the largest there is: offers of a
     * smaller one ({@code server_max_window_bits}) are declined at the handshake, since Java cannot pack for one.
     *
     * @param compression packs for a client that negotiated it
     */
    static ChannelWire open(WebSocketConnection connection, Channel channel, CompressionService compression) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
        if (encoder == null) {
            return null;
        }
        if (pipeline.get(WebSocketExtensionEncoder.class) == null) {
            return new ChannelWire(connection, channel, encoder, null);
        }
        pipeline.remove(WebSocketExtensionEncoder.class);
        return new ChannelWire(connection, channel, encoder, compression);
    }

    private ByteBuf bytes(Payload payload) {
        return deflate == null ? payload.bytes() : payload.deflated(deflate);
    }

    @Override
    public int size(Payload payload) {
        return bytes(payload).readableBytes();
    }

    @Override
    public void write(Payload payload) {
        encoder.write(bytes(payload).retainedDuplicate(), encoder.voidPromise());
    }

    @Override
    public void write(Payload payload, Runnable taken) {
        encoder.write(bytes(payload).retainedDuplicate()).addListener(done -> taken.run());
    }

    @Override
    public void flush() {
        encoder.flush();
    }

    @Override
    public void writeAndFlush(Payload payload) {
        ByteBuf bytes = bytes(payload);
        int taken = socket != null && nothingWaits() ? socket.send(bytes) : 0;
        if (taken < bytes.readableBytes()) {
            ByteBuf rest = bytes.retainedDuplicate();
            encoder.writeAndFlush(rest.skipBytes(taken), encoder.voidPromise());
        }
    }

    private boolean nothingWaits() {
        ChannelOutboundBuffer buffer = unsafe.outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() == 0;
    }

    @Override
    public long pending() {
        ChannelOutboundBuffer buffer = unsafe.outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void ping() {
        // Made each time: a direct buffer in a static field would be part of a native image, which cannot hold one.
        ByteBuf ping = encoder.alloc().ioBuffer(PING_BYTES, PING_BYTES).writeShort(PING);
        encoder.writeAndFlush(ping, encoder.voidPromise());
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void close(CloseCode code) {
        flush();
        SendTextWire.close(connection, code);
    }

    @Override
    public void abort() {
        encoder.close();
    }
}
