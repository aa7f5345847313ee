package dev.roomcast.protocol;

/**
 * The place in a room's log that a client has seen up to.
 *
 * @param epoch the life of the log that the offset counts in
 * @param offset the last offset seen, 0 for none
 */
public record Since(String epoch, long offset) {}
