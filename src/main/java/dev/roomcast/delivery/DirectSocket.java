package dev.roomcast.delivery;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;

/**
 * The socket below a pipeline. What goes to many members goes out with one system call each, from the same memory: no
 * duplicate, no entry of an outbound buffer, no promise. The kernel takes what it has room for; the rest is the pipeline's
 * business, and until that has sent it nothing may be sent here.
 */
final class DirectSocket {

    private final Socket socket;

    private DirectSocket(Socket socket) {
        this.socket = socket;
    }

    /** The socket, or null where there is none of the operating system, or where a handler below writes too, as TLS. */
    static DirectSocket below(ChannelHandlerContext encoder) {
        if (!(encoder.channel() instanceof UnixChannel channel) || !(channel.fd() instanceof Socket socket)) {
            return null;
        }
        for (ChannelHandler below : encoder.pipeline().toMap().values()) {
            if (below == encoder.handler()) {
                return new DirectSocket(socket);
            }
            // What that one holds back waits in the channel, and it is gone when it does not.
            if (below instanceof ChannelOutboundHandler && !(below instanceof FirstFlush)) {
                return null;
            }
        }
        return null;
    }

    /**
     * Sends bytes. To be called on the channel's event loop, while the channel is open and nothing waits in it.
     *
     * @param bytes stays as it is
     * @return how many the kernel took from the front; 0 also where the socket is broken, so that the pipeline finds it so
     */
    int send(ByteBuf bytes) {
        if (!bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            return Math.max(0, socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
        } catch (IOException broken) {
            return 0;
        }
    }
}
