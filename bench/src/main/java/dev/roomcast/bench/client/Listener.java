package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/** What a connection tells its owner. All calls come on the one event loop. */
public interface Listener {

    /** The server has let the client in: it may join. */
    void greeted();

    /**
     * The server has answered a join.
     *
     * @param position where the room's log stands; null where the server keeps none
     */
    void joined(Position position);

    /** The server has acknowledged a message; its number is the one given to {@link Protocol#publish}. */
    void acked(int number);

    /**
     * A message has come.
     *
     * @param in where it lies; valid during the call only
     * @param at index of its payload's mark
     * @param offset the server's number of it; -1 where the server gives none
     * @param now {@link System#nanoTime()} when its bytes were read
     */
    void delivered(ByteBuf in, int at, long offset, long now);

    /** The server has refused something. */
    void refused(String what);

    /** The connection has ended. */
    void closed(String why);
}
