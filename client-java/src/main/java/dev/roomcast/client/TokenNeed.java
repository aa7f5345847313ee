package dev.roomcast.client;

/** Why a token is asked for. */
public enum TokenNeed {
    /** For a first connection. */
    CONNECTING,
    /** The present one is about to end, or has. */
    EXPIRING,
    /** The server would not have the last one. */
    REFUSED
}
