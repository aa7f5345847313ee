package dev.roomcast.delivery;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;

/** One or more frames, ready to be sent to any number of connections. */
interface Payload {

    /** The WebSocket frames, one after another. Not the caller's: to keep it or send it, retain a duplicate. */
    ByteBuf bytes();

    /** Bytes on the wire. */
    int size();

    /** How many messages it is. */
    int count();

    /** The text of each frame, in order, for a connection that cannot take ready-made frames. */
    void forEachText(Consumer<String> consumer);
}
