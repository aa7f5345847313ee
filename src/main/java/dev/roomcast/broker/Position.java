package dev.roomcast.broker;

/**
 * Where a log is.
 *
 * @param epoch the life of the log
 * @param first the oldest offset that is kept; {@code last + 1} where none is
 * @param last the newest offset; 0 where nothing was said yet
 */
public record Position(String epoch, long first, long last) {}
