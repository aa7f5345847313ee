package dev.roomcast.broker;

import java.util.List;

/**
 * A run of a log.
 *
 * @param position where the log was when it was read
 * @param entries the entries, oldest first, without a hole between them
 */
public record LogRun(Position position, List<Publication> entries) {

    /** Whether it begins with the very next entry of that life of the log; false also where it is empty. */
    public boolean follows(String epoch, long offset) {
        return position.epoch().equals(epoch)
                && !entries.isEmpty()
                && entries.get(0).offset() == offset + 1;
    }

    /** The events as clients get them, UTF-8, oldest first. */
    public List<byte[]> events() {
        return entries.stream().map(Publication::json).toList();
    }
}
