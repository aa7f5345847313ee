package dev.roomcast.client;

import java.util.List;

/**
 * A page of a room's past.
 *
 * @param roomId of which room
 * @param epoch of which life of its log
 * @param entries oldest first
 * @param hasMore whether there are older ones
 */
public record HistoryPage(String roomId, String epoch, List<Entry> entries, boolean hasMore) {

    /** Keeps a copy of the entries. */
    public HistoryPage {
        entries = List.copyOf(entries);
    }
}
