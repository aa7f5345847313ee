package dev.roomcast.delivery;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
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

    /** The first byte of a pong frame (RFC 6455, section 5.5.3). */
    private static final int PONG = 0x8a;

    /** The handler of Vert.x itself. */
    static final String LAST_HANDLER = "handler";

    /** Looks for connections where nothing happens; ours are looked after by their sessions. */
    private static final String IDLE_HANDLER = "idle";

    private final WebSocketConnection connection;
    private final Channel channel;
    private final ChannelHandlerContext encoder;
    private final Channel.Unsafe unsafe;
    private final DirectSocket socket;
    private final Reading reading;
    private final CompressionService deflate;

    private ChannelWire(
            WebSocketConnection connection,
            Channel channel,
            ChannelHandlerContext encoder,
            Reading reading,
            CompressionService deflate) {
        this.connection = connection;
        this.channel = channel;
        this.encoder = encoder;
        this.unsafe = channel.unsafe();
        this.socket = DirectSocket.below(encoder);
        this.reading = reading;
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

    /** Lets what listens on the public port be seen when it accepts. There is no API for it in Vert.x. */
    static void watchAccepted(Vertx vertx, HalfOpenConnections connections, int exceptPort) {
        for (EventExecutor executor : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
            loop.execute(() -> loop.registeredChannelsIterator().forEachRemaining(channel -> {
                if (channel instanceof ServerChannel
                        && channel.localAddress() instanceof InetSocketAddress at
                        && at.getPort() != exceptPort
                        && channel.pipeline().get(AcceptHandler.class) == null) {
                    channel.pipeline().addFirst("roomcast-accept", new AcceptHandler(connections));
                }
            }));
        }
    }

    /** Whether a connection ever sent a request before the one before it was answered. */
    static boolean pipelined(Channel channel) {
        PipelinedRequests requests = channel.pipeline().get(PipelinedRequests.class);
        return requests != null && requests.pipelined();
    }

    /**
     * Keeps bytes that come behind a handshake from being read as a further HTTP request, for as long as it is checked. To
     * be called on the event loop while the request is handed over. Where the upgrade is refused, the connection has to be
     * closed: nothing reads requests from it any more.
     */
    static void holdBytesBehind(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        channel.config().setAutoRead(false);
        String decoder = pipeline.context(HttpRequestDecoder.class).name();
        pipeline.addAfter(decoder, "roomcast-held-bytes", new HeldBytes());
        // The upgrade looks for a decoder to put its own in the place of.
        pipeline.addAfter("roomcast-held-bytes", "roomcast-no-more-requests", new HttpRequestDecoder());
        pipeline.remove(decoder);
    }

    /** Keeps what comes before the session is open. To be called on the event loop, right before the upgrade. */
    static void keepEarlyFrames(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(PipelinedRequests.class) != null) {
            pipeline.remove(PipelinedRequests.class);
        }
        if (pipeline.get(RequestTimeout.class) != null) {
            pipeline.remove(RequestTimeout.class);
        }
        if (pipeline.get(ReadTurn.class) != null) {
            pipeline.remove(ReadTurn.class);
        }
        pipeline.addBefore(LAST_HANDLER, "roomcast-early-frames", new EarlyFrames());
    }

    /** Ends {@link #keepEarlyFrames}: what was kept is read now. */
    static void releaseEarlyFrames(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        boolean held = pipeline.get(HeldBytes.class) != null;
        if (held) {
            pipeline.remove(HeldBytes.class);
        }
        pipeline.get(EarlyFrames.class).release();
        if (held) {
            channel.config().setAutoRead(true);
        }
    }

    /** Whether the client of an upgraded connection may pack its messages. */
    static boolean unpacks(Channel channel) {
        return channel.pipeline().get(WebSocketExtensionDecoder.class) != null;
    }

    /** Puts the guard before what Vert.x reads; it unpacks what a client packed. To be called on the event loop. */
    static void guard(Channel channel, InboundGuard guard) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(LAST_HANDLER, "roomcast-guard", guard);
        if (unpacks(channel)) {
            pipeline.remove(WebSocketExtensionDecoder.class);
        }
        if (pipeline.get(IDLE_HANDLER) != null) {
            // A timer for each connection, and each read and write noted for it.
            pipeline.remove(IDLE_HANDLER);
        }
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
     * @param reading whether the channel is read
     * @param compression packs for a client that negotiated it
     */
    static ChannelWire open(
            WebSocketConnection connection, Channel channel, Reading reading, CompressionService compression) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
        if (encoder == null) {
            return null;
        }
        if (pipeline.get(WebSocketExtensionEncoder.class) == null) {
            return new ChannelWire(connection, channel, encoder, reading, null);
        }
        pipeline.remove(WebSocketExtensionEncoder.class);
        return new ChannelWire(connection, channel, encoder, reading, compression);
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
    public void pong(byte[] data) {
        ByteBuf pong = encoder.alloc().ioBuffer(PING_BYTES + data.length);
        encoder.write(pong.writeByte(PONG).writeByte(data.length).writeBytes(data), encoder.voidPromise());
    }

    @Override
    public void reading(boolean on) {
        reading.wanted(on);
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
