package dev.roomcast.history;

import dev.roomcast.limits.Cost;

/**
 * What a stretch of a log costs by its bytes, part by part as they are read. It was charged by its messages before it was
 * read, as if they were small; only what their bytes cost beyond that is charged here. Owned by the connection's loop.
 */
final class ReadCharge {

    private final HistoryReader reader;
    private long charged;
    private long bytes;

    /**
     * @param messages of the stretch, charged already
     */
    ReadCharge(HistoryReader reader, long messages) {
        this.reader = reader;
        this.charged = Cost.reads(messages);
    }

    /** Charges a part that was read. */
    void part(int partBytes) {
        bytes += partBytes;
        long owed = Cost.readsOfBytes(bytes) - charged;
        if (owed > 0) {
            charged += owed;
            reader.charge(owed);
        }
    }
}
