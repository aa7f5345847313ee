package dev.roomcast.delivery;

import dev.roomcast.protocol.CloseCode;

/** Hears what a connection's peer does below the level of messages. Called on the connection's event loop. */
public interface InboundListener {

    /** A frame came, of whatever kind. */
    void onSignOfLife();

    /**
     * A ping frame came. Nothing answers it but the listener.
     *
     * @param data what is to be answered with, at most 125 bytes
     */
    void onPing(byte[] data);

    /** A frame came that closes the connection. Nothing that comes after it is read. */
    void onViolation(CloseCode code);

    /** The connection has ended, with or without a close frame. */
    void onEnd();
}
