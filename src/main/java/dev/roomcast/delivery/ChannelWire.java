package dev.roomcast.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
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

    private static final ByteBuf PING =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeByte(0x89).writeByte(0));

    private static final String LAST_HANDLER = "handler";

    /** Looks for connections where nothing happens; ours are looked after by their sessions. */
    private static final String IDLE_HANDLER = "idle";

    private final WebSocketConnection connection;
    private final Channel channel;
    private final ChannelHandlerContext encoder;

    private ChannelWire(WebSocketConnection connection, Channel channel, ChannelHandlerContext encoder) {
        this.connection = connection;
        this.channel = channel;
        this.encoder = encoder;
    }

    /** The channel that a request came on, or null where it is not to be had. */
    static Channel channelOf(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase base ? base.channel() : null;
    }

    /** Lets what is written next, and the first that is written after it, go in one send; to be called on its event loop. */
    static void joinFirstSends(Channel channel) {
        channel.pipeline().addFirst(new FirstFlush());
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
     * The way to a connection after its upgrade; null where the pipeline is not as expected, or where the client
     * negotiated permessage-deflate, so that the pipeline has to pack each frame.
     */
    static ChannelWire open(WebSocketConnection connection, Channel channel) {
        ChannelHandlerContext encoder = channel.pipeline().context(WebSocketFrameEncoder.class);
        if (encoder == null || channel.pipeline().get(WebSocketExtensionEncoder.class) != null) {
            return null;
        }
        return new ChannelWire(connection, channel, encoder);
    }

    @Override
    public void write(Payload payload) {
        encoder.write(payload.bytes().retainedDuplicate(), encoder.voidPromise());
    }

    @Override
    public void write(Payload payload, Runnable taken) {
        encoder.write(payload.bytes().retainedDuplicate()).addListener(done -> taken.run());
    }

    @Override
    public void flush() {
        encoder.flush();
    }

    @Override
    public long pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void ping() {
        encoder.writeAndFlush(PING.duplicate(), encoder.voidPromise());
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
