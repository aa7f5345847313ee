package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/** How one kind of server is spoken to. Stateless: one object serves all connections. */
public interface Protocol {

    /** Where a delivery's offset stands in its message. */
    enum Offsets {
        /** There is none. */
        NONE,
        /** Before the payload. */
        BEFORE,
        /** Behind the payload. */
        BEHIND
    }

    /** Path and query of the handshake. */
    String path();

    /** Where deliveries carry the server's offset, which has to rise by one. */
    Offsets offsets();

    /** Called once the WebSocket is open. */
    default void opened(Client client) {}

    /**
     * Reads the text of a frame and tells the client's listener what it said.
     *
     * @param in where the text lies
     * @param from index of its first byte
     * @param to index after its last
     */
    void read(Client client, ByteBuf in, int from, int to);

    /**
     * Asks to be a member of a room.
     *
     * @param since where to go on from; null: from now
     */
    void join(Client client, String room, Position since);

    /**
     * Sends a message that the server is to acknowledge.
     *
     * @param number comes back with the acknowledgement; not negative
     */
    void publish(Client client, String room, int number, String payload);
}
