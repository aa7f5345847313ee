package dev.roomcast.bench.client;

import java.net.InetSocketAddress;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/** Makes connections on one event loop. */
public final class Dialer {

    /** Two frames of a large payload; one more would not be read with fewer calls. */
    private static final int READ_BYTES = 16 * 1024;

    /** Of a client that will not read: so small that the kernel takes next to nothing for it. */
    private static final int SMALL_BUFFER_BYTES = 4 * 1024;

    /**
     * Segments of such a client, as over an ordinary network. The loopback's own are of 64 KiB, and for those the kernel
     * of the sender sets megabytes aside from the start, so that a server would not notice for minutes.
     */
    private static final int SMALL_SEGMENT_BYTES = 1_400;

    /** {@code TCP_MAXSEG} of {@code IPPROTO_TCP}, which Netty has no name for. */
    private static final IntegerUnixChannelOption MAX_SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    /** A full backlog drops what comes, and the kernel tries again for minutes; a storm may take that long. */
    private static final int CONNECT_TIMEOUT_MILLIS = 60_000;

    /** Ports that one address has to offer for connections to one port. */
    private static final int CONNECTIONS_AN_ADDRESS = 20_000;

    private final EventLoop loop;

    /** Connections will be made on {@code loop}. */
    public Dialer(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Begins to connect; the listener hears how it went.
     *
     * @param port on this machine
     * @param index of the connection among its crowd: beyond {@link #CONNECTIONS_AN_ADDRESS} the next loopback address
     *     is used, since one has only so many ports
     * @param payloadLength bytes of the payloads that will come
     * @param deflate whether to offer permessage-deflate
     * @param small whether to take little at a time, as one who will not read: a small receive buffer, small segments
     */
    public Client dial(
            int port,
            int index,
            Protocol protocol,
            Listener listener,
            int payloadLength,
            boolean deflate,
            boolean small) {
        Client client = new Client(protocol, listener, payloadLength, deflate);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .handler(client);
        if (small) {
            bootstrap.option(ChannelOption.SO_RCVBUF, SMALL_BUFFER_BYTES).option(MAX_SEGMENT, SMALL_SEGMENT_BYTES);
        }
        String host = "127.0.0." + (1 + index / CONNECTIONS_AN_ADDRESS);
        bootstrap.connect(new InetSocketAddress(host, port)).addListener(connected -> {
            if (!connected.isSuccess()) {
                client.failed(connected.cause());
            }
        });
        return client;
    }
}
