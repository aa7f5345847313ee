package dev.roomcast.delivery;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Holds the first flush of a connection back until its event loop has run what the handshake set going, and is gone then:
 * so the answer to the handshake and the welcome leave in one send. Two were a fifth of what the loop did for them.
 */
final class FirstFlush extends ChannelOutboundHandlerAdapter {

    private boolean held;

    @Override
    public void flush(ChannelHandlerContext context) {
        if (!held) {
            held = true;
            // Twice: the welcome is written by a task that the loop is only given after this one.
            context.executor().execute(() -> context.executor().execute(() -> remove(context)));
        }
    }

    private void remove(ChannelHandlerContext context) {
        if (!context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        // What was written is to be sent before the end.
        remove(context);
        context.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (held) {
            context.flush();
        }
    }
}
