package dev.roomcast.room;

import java.util.TreeMap;

import dev.roomcast.broker.Publication;

/**
 * Entries that came before those that they follow, by offset; bounded, since the log has what is dropped. Guarded by its
 * feed.
 */
final class EarlyEntries {

    private static final int MAX = 1_000;

    /** Null where there is none, as nearly always. */
    private TreeMap<Long, Publication> byOffset;

    boolean isEmpty() {
        return byOffset == null;
    }

    void add(Publication publication) {
        if (byOffset == null) {
            byOffset = new TreeMap<>();
        }
        if (byOffset.size() < MAX) {
            byOffset.put(publication.offset(), publication);
        }
    }

    /** The one with the lowest offset; there has to be one. */
    Publication first() {
        return byOffset.firstEntry().getValue();
    }

    void removeFirst() {
        byOffset.pollFirstEntry();
        forgetIfEmpty();
    }

    /** Drops those of other lives of the log; true where there were any. */
    boolean keepOnly(String epoch) {
        if (byOffset == null) {
            return false;
        }
        boolean dropped =
                byOffset.values().removeIf(publication -> !publication.epoch().equals(epoch));
        forgetIfEmpty();
        return dropped;
    }

    void clear() {
        byOffset = null;
    }

    private void forgetIfEmpty() {
        if (byOffset.isEmpty()) {
            byOffset = null;
        }
    }
}
