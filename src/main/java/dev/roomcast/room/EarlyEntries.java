package dev.roomcast.room;

import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.roomcast.broker.Publication;

/**
 * Entries that came before those that they follow, by offset; bounded, since the log has what is dropped. Guarded by its
 * feed.
 */
final class EarlyEntries {

    /** Entries of one room. */
    static final int MAX = 1_000;

    /** Bytes of all rooms of an instance: when Redis comes back after a while, every room may have some. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private final AtomicLong bytesOfAll;

    /** Null where there is none, as nearly always. */
    private TreeMap<Long, Publication> byOffset;

    /** {@code bytesOfAll}: shared by all rooms of an instance. */
    EarlyEntries(AtomicLong bytesOfAll) {
        this.bytesOfAll = bytesOfAll;
    }

    boolean isEmpty() {
        return byOffset == null;
    }

    /** Takes one in, or drops it where there are too many. */
    void add(Publication publication) {
        if (bytesOfAll.addAndGet(publication.json().length) > MAX_BYTES
                || (byOffset != null && byOffset.size() >= MAX)) {
            forget(publication);
            return;
        }
        if (byOffset == null) {
            byOffset = new TreeMap<>();
        }
        Publication before = byOffset.put(publication.offset(), publication);
        if (before != null) {
            forget(before);
        }
    }

    /** The one with the lowest offset; there has to be one. */
    Publication first() {
        return byOffset.firstEntry().getValue();
    }

    void removeFirst() {
        forget(byOffset.pollFirstEntry().getValue());
        forgetIfEmpty();
    }

    /** Drops those of other lives of the log; true where there were any. */
    boolean keepOnly(String epoch) {
        if (byOffset == null) {
            return false;
        }
        boolean dropped = byOffset.values().removeIf(publication -> {
            boolean isOther = !publication.epoch().equals(epoch);
            if (isOther) {
                forget(publication);
            }
            return isOther;
        });
        forgetIfEmpty();
        return dropped;
    }

    void clear() {
        if (byOffset != null) {
            byOffset.values().forEach(this::forget);
            byOffset = null;
        }
    }

    private void forget(Publication publication) {
        bytesOfAll.addAndGet(-publication.json().length);
    }

    private void forgetIfEmpty() {
        if (byOffset.isEmpty()) {
            byOffset = null;
        }
    }
}
