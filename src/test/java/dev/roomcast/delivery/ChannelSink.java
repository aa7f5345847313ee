package dev.roomcast.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;

/** A channel with the encoder of a WebSocket and no socket: what it flushes is counted and released. */
final class ChannelSink extends EmbeddedChannel implements Sink {

    private long bytes;

    ChannelSink() {
        super(new WebSocket13FrameEncoder(false));
    }

    @Override
    public Wire wire() {
        return ChannelWire.open(null, this, new Reading(this), null);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    protected void handleOutboundMessage(Object message) {
        ByteBuf buffer = (ByteBuf) message;
        bytes += buffer.readableBytes();
        buffer.release();
    }
}
