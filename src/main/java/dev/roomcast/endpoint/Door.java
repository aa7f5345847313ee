package dev.roomcast.endpoint;

/** The order of the checks at the door: the higher, the earlier. */
final class Door {

    /** Draining, or too many new connections a second: 503. */
    static final int CAPACITY = 400;

    /** A page of another site: 403. */
    static final int ORIGIN = 300;

    /** A token that is no good: 401. */
    static final int TOKEN = 200;

    /** What is kept of the handshake for after the upgrade. */
    static final int HANDSHAKE = 100;

    private Door() {}
}
