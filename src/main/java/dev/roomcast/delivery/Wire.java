package dev.roomcast.delivery;

import dev.roomcast.protocol.CloseCode;

/** The way to one connection's socket. All methods are called on the connection's event loop. */
interface Wire {

    /** Bytes that a payload takes on this way. */
    int size(Payload payload);

    /** Hands over frames to be sent after those before; {@link #flush} makes them go. */
    void write(Payload payload);

    /**
     * As {@link #write}, and tells when the socket has taken it all.
     *
     * @param taken called on the event loop, also where the connection ended first
     */
    void write(Payload payload, Runnable taken);

    /** Sends what was written. */
    void flush();

    /** As {@link #write} and {@link #flush}, and cheaper than both where nothing waits before it. */
    void writeAndFlush(Payload payload);

    /** Bytes written that the socket has not taken yet. */
    long pending();

    /** Sends a ping frame. */
    void ping();

    /**
     * Hands over a pong frame, to be sent as what is written is.
     *
     * @param data at most 125 bytes
     */
    void pong(byte[] data);

    /** Stops or goes on to read from the socket; what was read already still comes. */
    void reading(boolean on);

    /** Sends a close frame after all that was written, and lets the closing handshake end. */
    void close(CloseCode code);

    /** Ends the connection at once, whatever was written. */
    void abort();
}
