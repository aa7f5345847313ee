package dev.roomcast.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;

/**
 * First in the pipeline of a connection until it is a WebSocket: what is read waits here for its turn, still as bytes, and
 * nothing more is read meanwhile. See {@link ReadTurns}.
 */
final class ReadTurn extends ChannelInboundHandlerAdapter {

    private final Function<EventLoop, ReadTurns> ofLoop;
    private final String address;
    private ReadTurns turns;
    private ChannelHandlerContext context;

    /** What was read; null where nothing waits. */
    private Deque<Object> held;

    private boolean readsOn;
    private boolean readComplete;

    ReadTurn(Function<EventLoop, ReadTurns> ofLoop, String address) {
        this.ofLoop = ofLoop;
        this.address = address;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        turns = ofLoop.apply(added.channel().eventLoop());
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object bytes) {
        if (held != null) {
            held.addLast(bytes);
        } else if (turns.begin()) {
            from.fireChannelRead(bytes);
        } else if (turns.await(this, address)) {
            held = new ArrayDeque<>(1);
            held.addLast(bytes);
            readsOn = from.channel().config().isAutoRead();
            from.channel().config().setAutoRead(false);
        } else {
            ReferenceCountUtil.release(bytes);
            from.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        if (held == null) {
            from.fireChannelReadComplete();
        } else {
            readComplete = true;
        }
    }

    /**
     * It is its turn.
     *
     * @return false where there was nothing to do: the connection has ended
     */
    boolean goOn() {
        if (held == null) {
            return false;
        }
        Deque<Object> read = held;
        held = null;
        // Before the bytes go on: what they bring about may stop it again.
        if (readsOn) {
            context.channel().config().setAutoRead(true);
        }
        read.forEach(context::fireChannelRead);
        if (readComplete) {
            readComplete = false;
            context.fireChannelReadComplete();
        }
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        drop();
        from.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext from) {
        drop();
    }

    private void drop() {
        if (held != null) {
            held.forEach(ReferenceCountUtil::release);
            held = null;
        }
    }
}
