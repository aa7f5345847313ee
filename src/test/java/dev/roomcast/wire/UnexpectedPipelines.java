package dev.roomcast.wire;

import java.util.List;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Makes the pipelines of connections that ask for it what they may be after an update of the platform: the encoder of
 * frames is no {@link WebSocketFrameEncoder}, so the direct way does not find where to go in.
 */
@Singleton
final class UnexpectedPipelines {

    /** The header of a handshake that asks for it. */
    static final String HEADER = "X-Unexpected-Pipeline";

    private static final int FIRST = 1_000;

    void install(@Observes Filters filters) {
        filters.register(
                request -> {
                    if (request.request().headers().contains(HEADER)) {
                        Channel channel = ((ConnectionBase) request.request().connection()).channel();
                        channel.pipeline().addFirst(new UnknownOnceUpgraded());
                    }
                    request.next();
                },
                FIRST);
    }

    /** Exchanges the encoder when the answer to the handshake leaves: before the session is open. */
    private static final class UnknownOnceUpgraded extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ChannelPipeline pipeline = ctx.pipeline();
            ctx.write(message, promise);
            ChannelHandlerContext known = pipeline.context(WebSocketFrameEncoder.class);
            if (known != null) {
                pipeline.replace(known.name(), "unknown-encoder", new UnknownEncoder());
                pipeline.remove(this);
            }
        }
    }

    private static final class UnknownEncoder extends MessageToMessageEncoder<WebSocketFrame> {
        private final EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(false));

        @Override
        protected void encode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
            encoder.writeOutbound(frame.retain());
            for (ByteBuf bytes = encoder.readOutbound(); bytes != null; bytes = encoder.readOutbound()) {
                out.add(bytes);
            }
        }
    }
}
