package dev.roomcast.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.junit.jupiter.api.Test;

/** On real sockets of the operating system. */
class DirectSocketTest {

    private static final String ENCODER = "encoder";

    /** A pipeline that ends with an encoder, on an accepted connection. */
    private static <T> T accepted(
            EventLoopGroup loops,
            Class<? extends ServerChannel> transport,
            ChannelOutboundHandlerAdapter below,
            Talk<T> talk)
            throws Exception {
        CompletableFuture<ChannelHandlerContext> encoder = new CompletableFuture<>();
        try {
            Channel listening = new ServerBootstrap()
                    .group(loops)
                    .channel(transport)
                    .childOption(ChannelOption.SO_SNDBUF, 4_096)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (below != null) {
                                channel.pipeline().addLast(below);
                            }
                            channel.pipeline().addLast(ENCODER, new ChannelOutboundHandlerAdapter());
                            encoder.complete(channel.pipeline().context(ENCODER));
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            try (Socket peer = new Socket()) {
                peer.setReceiveBufferSize(4_096);
                peer.connect(listening.localAddress());
                return talk.with(encoder.get(10, TimeUnit.SECONDS), peer);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private interface Talk<T> {
        T with(ChannelHandlerContext encoder, Socket peer) throws Exception;
    }

    private static <T> T onLoop(ChannelHandlerContext encoder, Function<ChannelHandlerContext, T> action)
            throws Exception {
        return encoder.executor().submit(() -> action.apply(encoder)).get(10, TimeUnit.SECONDS);
    }

    private static boolean isThere(ChannelOutboundHandlerAdapter below) throws Exception {
        return accepted(
                new EpollEventLoopGroup(1),
                EpollServerSocketChannel.class,
                below,
                (encoder, peer) -> onLoop(encoder, context -> DirectSocket.below(context) != null));
    }

    @Test
    void itIsThereWhereNothingElseWritesBelow() throws Exception {
        assertThat(isThere(null)).isTrue();
    }

    @Test
    void itIsThereWhileTheFirstFlushIsHeldBack() throws Exception {
        assertThat(isThere(new FirstFlush())).isTrue();
    }

    @Test
    void itIsNotThereWhereAHandlerBelowWritesTooAsTlsDoes() throws Exception {
        assertThat(isThere(new ChannelOutboundHandlerAdapter())).isFalse();
    }

    @Test
    void itIsNotThereOnNio() throws Exception {
        boolean there = accepted(
                new NioEventLoopGroup(1),
                NioServerSocketChannel.class,
                null,
                (encoder, peer) -> onLoop(encoder, context -> DirectSocket.below(context) != null));

        assertThat(there).isFalse();
    }

    @Test
    void whatThePeerGetsIsWhatTheKernelTook() throws Exception {
        ByteBuf bytes = Unpooled.directBuffer().writeBytes("one message".getBytes(UTF_8));
        byte[] got = accepted(new EpollEventLoopGroup(1), EpollServerSocketChannel.class, null, (encoder, peer) -> {
            int taken = onLoop(encoder, context -> DirectSocket.below(context).send(bytes));
            assertThat(taken).isEqualTo(bytes.readableBytes());
            return peer.getInputStream().readNBytes(taken);
        });

        assertThat(new String(got, UTF_8)).isEqualTo("one message");
        assertThat(bytes.readableBytes()).as("left as it was").isEqualTo(got.length);
        bytes.release();
    }

    @Test
    void aFullSocketTakesAPartAndThenNothing() throws Exception {
        ByteBuf bytes = Unpooled.directBuffer().writeZero(8 << 20);
        accepted(new EpollEventLoopGroup(1), EpollServerSocketChannel.class, null, (encoder, peer) -> {
            int first = onLoop(encoder, context -> DirectSocket.below(context).send(bytes));
            assertThat(first).isPositive().isLessThan(bytes.readableBytes());
            int more = first;
            while (more > 0) {
                more = onLoop(encoder, context -> DirectSocket.below(context).send(bytes));
            }
            assertThat(more).isZero();
            return null;
        });
        bytes.release();
    }

    @Test
    void aBrokenSocketTakesNothing() throws Exception {
        ByteBuf bytes = Unpooled.directBuffer().writeZero(100);
        int taken = accepted(new EpollEventLoopGroup(1), EpollServerSocketChannel.class, null, (encoder, peer) -> {
            DirectSocket socket = onLoop(encoder, DirectSocket::below);
            encoder.channel().close().sync();
            return onLoop(encoder, context -> socket.send(bytes));
        });

        assertThat(taken).isZero();
        bytes.release();
    }

    @Test
    void bytesInsideTheHeapAreThePipelinesBusiness() throws Exception {
        ByteBuf bytes = Unpooled.buffer().writeZero(100);
        int taken = accepted(
                new EpollEventLoopGroup(1),
                EpollServerSocketChannel.class,
                null,
                (encoder, peer) ->
                        onLoop(encoder, context -> DirectSocket.below(context).send(bytes)));

        assertThat(taken).isZero();
    }
}
