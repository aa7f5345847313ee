package dev.roomcast.delivery;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * In the pipeline of a connection before all that reads requests, until it is a WebSocket: sees when its peer begins a request, and cuts it where the
 * head of that does not come in time. What a request needs after its head is not its business.
 */
final class RequestTimeout extends ChannelInboundHandlerAdapter {

    private final HalfOpenConnections connections;
    private final String address;
    private ChannelHandlerContext context;
    private RequestTimeouts timeouts;
    private ReadTurns turns;
    private PipelinedRequests requests;
    private boolean waiting;

    /** When it began to wait, by {@link System#nanoTime}; kept, with its neighbours, by {@link RequestTimeouts}. */
    long since;

    RequestTimeout before;
    RequestTimeout after;

    RequestTimeout(HalfOpenConnections connections, String address) {
        this.connections = connections;
        this.address = address;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        timeouts = connections.timeouts(added.channel().eventLoop());
        turns = connections.turns(added.channel().eventLoop());
        begin();
    }

    @Override
    public void channelActive(ChannelHandlerContext from) {
        watchRequests();
        from.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object bytes) {
        if (requests == null) {
            // With TLS, requests are only read after its handshake.
            watchRequests();
        }
        if (!waiting && (requests == null || !requests.inProgress())) {
            begin();
        }
        from.fireChannelRead(bytes);
    }

    private void watchRequests() {
        requests = PipelinedRequests.before(context.pipeline(), this::requested, connections::tooManyPipelined);
    }

    private void begin() {
        if (!waiting) {
            waiting = true;
            connections.begin(address);
            timeouts.add(this);
        }
    }

    private void requested() {
        turns.requested();
        end();
    }

    /** The head of the request came, or the connection ended. */
    private void end() {
        if (waiting) {
            waiting = false;
            connections.end(address);
            timeouts.remove(this);
        }
    }

    /** The time is over: cuts the connection, but for one whose requests could not be seen. */
    boolean timeOut() {
        end();
        if (requests == null) {
            watchRequests();
            if (requests != null) {
                return false;
            }
        }
        context.close();
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        end();
        from.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext from) {
        end();
    }
}
