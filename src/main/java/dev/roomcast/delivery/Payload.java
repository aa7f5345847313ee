package dev.roomcast.delivery;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;

/** One or more frames, ready to be sent to any number of connections. */
interface Payload {

    /** The WebSocket frames, one after another. Not the caller's: to keep it or send it, retain a duplicate. */
    ByteBuf bytes();

    /**
     * The same for a connection that negotiated permessage-deflate, packed once for all of them; {@link #bytes} where
     * packing does not pay. As with those, not the caller's.
     */
    ByteBuf deflated(CompressionService compression);

    /** Bytes on the wire, where nothing is deflated. */
    int size();

    /** How many messages it is. */
    int count();

    /** The text of each frame, in order, for a connection that cannot take ready-made frames. */
    void forEachText(Consumer<String> consumer);
}
