package dev.roomcast.delivery;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Sees the connections that a listening socket accepts, before Vert.x does. */
final class AcceptHandler extends ChannelInboundHandlerAdapter {

    private final HalfOpenConnections connections;

    AcceptHandler(HalfOpenConnections connections) {
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel channel = (Channel) accepted;
        if (connections.admit(channel)) {
            context.fireChannelRead(channel);
        } else {
            channel.unsafe().closeForcibly();
        }
    }
}
