package dev.roomcast.client;

import java.util.Objects;

/**
 * A place in a room's log.
 *
 * @param epoch names one life of the log: where it differs, offsets cannot be compared
 * @param offset counts in it by one, from 1 on; 0 is before the first entry
 */
public record Position(String epoch, long offset) {

    /** @throws IllegalArgumentException where the offset is negative */
    public Position {
        Objects.requireNonNull(epoch, "epoch");
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is 0 or more, not " + offset);
        }
    }
}
