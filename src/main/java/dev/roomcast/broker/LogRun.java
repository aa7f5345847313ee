package dev.roomcast.broker;

import java.util.List;

/**
 * A run of a log.
 *
 * @param position where the log was when it was read
 * @param entries the entries, oldest first, without a hole between them
 */
public record LogRun(Position position, List<Publication> entries) {}
