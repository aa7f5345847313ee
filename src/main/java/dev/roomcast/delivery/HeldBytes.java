package dev.roomcast.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Holds bytes that came behind a handshake while its token is looked at on another thread. What is held goes on when this
 * is removed from the pipeline. Bounded by what was read already: nothing more is read meanwhile.
 */
final class HeldBytes extends ChannelInboundHandlerAdapter {

    private ByteBuf held;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else {
            held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), held, bytes);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (held == null) {
            return;
        }
        ByteBuf bytes = held;
        held = null;
        if (context.channel().isActive()) {
            context.fireChannelRead(bytes);
        } else {
            ReferenceCountUtil.release(bytes);
        }
    }
}
