package dev.roomcast.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Keeps what comes of a WebSocket before its session is open: frames in the handshake's own packet, broken ones, and the
 * end of the connection. Vert.x would hand them to handlers that Quarkus has not set yet, so that frames would be lost,
 * and the end never be heard of. On {@link #release} they go on in their order. Bounded: from the first of them on
 * nothing more is read from the socket.
 */
final class EarlyFrames extends ChannelInboundHandlerAdapter {

    private static final Object END = new Object();

    private final Deque<Object> kept = new ArrayDeque<>(0);
    private ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** Lets all that was kept go on, and is gone from the pipeline then. To be called on the channel's event loop. */
    void release() {
        Channel channel = context.channel();
        boolean stopped = !kept.isEmpty();
        for (Object next = kept.pollFirst(); next != null; next = kept.pollFirst()) {
            if (next instanceof WebSocketFrame) {
                context.fireChannelRead(next);
            } else if (next instanceof Throwable failure) {
                context.fireExceptionCaught(failure);
            } else {
                context.fireChannelInactive();
            }
        }
        if (stopped) {
            // Vert.x flushes nothing in between.
            context.fireChannelReadComplete();
        }
        context.pipeline().remove(this);
        if (stopped) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof WebSocketFrame) {
            keep(message);
        } else {
            from.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
        keep(failure);
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        keep(END);
    }

    private void keep(Object event) {
        context.channel().config().setAutoRead(false);
        kept.addLast(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        for (Object event : kept) {
            if (event instanceof WebSocketFrame frame) {
                frame.release();
            }
        }
        kept.clear();
    }
}
