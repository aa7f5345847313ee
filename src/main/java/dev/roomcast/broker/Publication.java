package dev.roomcast.broker;

/**
 * An entry of a room's log. The bytes are shared by everyone who reads it and are never changed.
 *
 * @param epoch the life of the log
 * @param offset its number
 * @param timestamp when it was stored, milliseconds since 1970
 * @param json the whole event as clients get it, UTF-8
 */
public record Publication(String epoch, long offset, long timestamp, byte[] json) {}
