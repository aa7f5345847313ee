package dev.roomcast.bench.client;

/**
 * A place in a room's log.
 *
 * @param epoch names a life of the log
 * @param offset counts in it by one
 */
public record Position(String epoch, long offset) {}
