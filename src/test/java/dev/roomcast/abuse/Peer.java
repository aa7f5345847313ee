package dev.roomcast.abuse;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;

/**
 * One raw connection of an attacker. It answers nothing by itself, and drops what comes unless {@link #onText} is set
 * before it connects. Safe for many threads.
 */
final class Peer extends ChannelInboundHandlerAdapter {

    private static final int MAX_FRAME = 16 * 1024 * 1024;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final byte[] first;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ByteBuf head = Unpooled.buffer(512);
    private Consumer<String> onText;
    private volatile Channel channel;

    /** @param first bytes that are sent as soon as it is connected: a handshake, with or without more behind it */
    Peer(byte[] first) {
        this.first = first;
    }

    /** Takes whole text messages, on the thread that drives all connections. */
    Peer onText(Consumer<String> taker) {
        this.onText = taker;
        return this;
    }

    /** The HTTP status of the answer; 0 where the connection ended without one. */
    CompletableFuture<Integer> status() {
        return status;
    }

    /** Completes when it is connected and its first bytes are on their way, or when it has ended. */
    CompletableFuture<Void> begun() {
        return begun;
    }

    CompletableFuture<Void> closed() {
        return closed;
    }

    /** Whether it was upgraded and has not ended. */
    boolean isUpgraded() {
        return status.getNow(0) == 101 && !closed.isDone();
    }

    /** Whether it is connected, or about to be. */
    boolean isOpen() {
        return !closed.isDone();
    }

    /** Sends these bytes, unless so much waits already that the server does not seem to read: then false. */
    boolean send(byte[] bytes) {
        Channel to = channel;
        if (to == null || !to.isWritable()) {
            return false;
        }
        to.writeAndFlush(Unpooled.wrappedBuffer(bytes), to.voidPromise());
        return true;
    }

    /** Sends them however much waits already. */
    void sendAnyway(byte[] bytes) {
        Channel to = channel;
        if (to != null) {
            to.writeAndFlush(Unpooled.wrappedBuffer(bytes), to.voidPromise());
        }
    }

    /** From now on nothing is read. */
    void stopReading() {
        Channel to = channel;
        if (to != null) {
            to.config().setAutoRead(false);
        }
    }

    /** The server gets RST, no FIN and no close frame. */
    void reset() {
        Channel to = channel;
        if (to != null) {
            to.eventLoop().execute(() -> {
                if (to.isOpen()) {
                    to.config().setOption(ChannelOption.SO_LINGER, 0);
                    to.close();
                }
            });
        }
    }

    /** As {@link #reset}, after that time. */
    void resetAfter(long micros) {
        Channel to = channel;
        if (to != null) {
            to.eventLoop().schedule(this::reset, micros, TimeUnit.MICROSECONDS);
        }
    }

    void failed() {
        status.complete(0);
        begun.complete(null);
        closed.complete(null);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.wrappedBuffer(first), context.voidPromise());
        begun.complete(null);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof TextWebSocketFrame frame) {
            String text = frame.text();
            frame.release();
            onText.accept(text);
        } else if (message instanceof ByteBuf bytes && !status.isDone()) {
            readHead(context, bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void readHead(ChannelHandlerContext context, ByteBuf bytes) {
        head.writeBytes(bytes);
        bytes.release();
        int end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END_OF_HEAD), head);
        if (end < 0) {
            return;
        }
        String statusLine = head.toString(0, Math.min(12, end), StandardCharsets.US_ASCII);
        int code = statusLine.length() < 12 ? 0 : Integer.parseInt(statusLine.substring(9));
        if (onText != null && code == 101) {
            context.pipeline()
                    .addFirst(new WebSocketFrameAggregator(MAX_FRAME))
                    .addFirst(new WebSocket13FrameDecoder(false, false, MAX_FRAME));
            status.complete(code);
            context.pipeline().fireChannelRead(head.skipBytes(end + END_OF_HEAD.length));
        } else {
            status.complete(code);
            head.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
