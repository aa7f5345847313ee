package dev.roomcast.broker.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.protocol.Event;

/**
 * One life of one room's log. All methods are synchronized: numbering, storing and announcing are one step, and the
 * listener hears of entries in their order. The lock is held for microseconds.
 */
final class MemoryLog {

    /** What a log without entries takes of the heap, with its epoch, its room's name and its place among the logs. */
    private static final int OVERHEAD = 300;

    /** What remembering one message id takes of the heap. */
    private static final int RECEIPT_OVERHEAD = 300;

    private final String epoch;
    private final Retention retention;
    private final AtomicLong allBytes;
    private final EntryRing entries = new EntryRing();

    /** What a retry is answered with, by user and message id, oldest first; null where there is nothing to remember. */
    private LinkedHashMap<String, Receipt> receipts;

    private long last;
    private long lastTime;
    private long size;
    private long weight;
    private volatile RoomListener listener;
    private boolean dropped;

    /** How much is kept: a count, bytes as clients get them, and an age in milliseconds. */
    record Retention(int maxMessages, long maxBytes, long maxAge) {}

    /**
     * @param allBytes the sum over all logs, which this one keeps its part of up to date
     */
    MemoryLog(String epoch, Retention retention, AtomicLong allBytes, long now) {
        this.epoch = epoch;
        this.retention = retention;
        this.allBytes = allBytes;
        this.lastTime = now;
        weigh(OVERHEAD);
    }

    /**
     * Publishes as {@link RoomLog#publish} says.
     *
     * @return null where this log was dropped meanwhile and another has to be used
     * @throws BrokerException where the draft is refused
     */
    synchronized Receipt publish(Draft draft, long clock) {
        if (dropped) {
            return null;
        }
        // The wall clock may step back; the times of a log never do.
        long now = Math.max(clock, lastTime);
        sweep(now);
        String key = draft.retryable() ? draft.userId() + '\n' + draft.messageId() : null;
        Receipt before = key == null || receipts == null ? null : receipts.get(key);
        if (before != null) {
            return before.again();
        }
        LogEntry target = null;
        if (draft.isDeletion()) {
            target = target(draft);
            if (target.deletedBy() != null) {
                return target.deletedBy().again();
            }
        }
        long offset = last + 1;
        Receipt receipt = new Receipt(epoch, offset, now, draft.messageId(), false);
        Publication publication =
                new Publication(epoch, offset, now, Event.complete(draft.head(), offset, now, draft.content()));
        if (target != null) {
            weigh(-target.weight(), -target.size());
            target.erase(receipt);
            weigh(target.weight(), target.size());
        }
        LogEntry entry = new LogEntry(draft, publication);
        entries.add(entry);
        weigh(entry.weight(), entry.size());
        last = offset;
        lastTime = now;
        if (key != null) {
            remember(key, receipt);
        }
        trim(now);
        if (listener != null) {
            listener.onPublication(publication);
        }
        return receipt;
    }

    private LogEntry target(Draft draft) {
        LogEntry target = entries.get(draft.target());
        if (target == null || target.isDeletion()) {
            throw new BrokerException(BrokerException.Reason.NOT_FOUND);
        }
        if (!draft.anyAuthor() && !target.isBy(draft.userId())) {
            throw new BrokerException(BrokerException.Reason.NOT_AUTHOR);
        }
        return target;
    }

    /** Where the log is; null where it was dropped. */
    synchronized Position position(long now) {
        if (dropped) {
            return null;
        }
        trim(now);
        return new Position(epoch, entries.first(), last);
    }

    /** Reads as {@link RoomLog#read} says; null where the log was dropped. */
    synchronized LogRun read(long after, long upTo, int maxBytes, long now) {
        Position position = position(now);
        if (position == null) {
            return null;
        }
        long from = Math.max(after + 1, position.first());
        long to = Math.min(upTo, last);
        List<Publication> run = new ArrayList<>();
        long left = maxBytes;
        for (long offset = from; offset <= to; offset++) {
            Publication publication = entries.get(offset).publication();
            left -= publication.json().length + 1;
            if (left < 0 && !run.isEmpty()) {
                break;
            }
            run.add(publication);
        }
        return new LogRun(position, run);
    }

    /** Calls the listener from now on; false where the log was dropped. */
    synchronized boolean listen(RoomListener newListener) {
        if (dropped) {
            return false;
        }
        listener = newListener;
        return true;
    }

    /** Who hears of this log, or null. On any thread. */
    RoomListener listener() {
        return listener;
    }

    /** Lets go of what has become too old. */
    synchronized void sweep(long now) {
        if (dropped) {
            // What it weighed was taken off the sum already.
            return;
        }
        trim(now);
        forgetReceipts(now - RoomLog.DEDUPLICATION_SECONDS * 1_000L);
    }

    private void remember(String key, Receipt receipt) {
        if (receipts == null) {
            receipts = new LinkedHashMap<>();
        }
        receipts.put(key, receipt);
        weigh(RECEIPT_OVERHEAD);
    }

    /** Forgets those of that time and before. */
    private void forgetReceipts(long upTo) {
        if (receipts == null) {
            return;
        }
        Iterator<Receipt> oldestFirst = receipts.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().timestamp() <= upTo) {
            oldestFirst.remove();
            weigh(-RECEIPT_OVERHEAD);
        }
        if (receipts.isEmpty()) {
            receipts = null;
        }
    }

    private void trim(long now) {
        while (!entries.isEmpty()
                && ((retention.maxMessages() > 0 && entries.size() > retention.maxMessages())
                        || size > retention.maxBytes()
                        || entries.oldest().publication().timestamp() <= now - retention.maxAge())) {
            dropOldest();
        }
    }

    private void dropOldest() {
        LogEntry entry = entries.dropOldest();
        weigh(-entry.weight(), -entry.size());
    }

    /** Gives memory back: the older half of the entries, or where there is none and nobody listens, the log itself. */
    synchronized void shrink() {
        if (entries.isEmpty()) {
            drop();
        }
        for (int i = (entries.size() + 1) / 2; i > 0; i--) {
            dropOldest();
        }
    }

    /** Ends this life of the log where nothing is left of it and nobody wrote to it for the time of retention. */
    synchronized void dropIfOver(long now) {
        if (entries.isEmpty() && lastTime <= now - retention.maxAge()) {
            drop();
        }
    }

    private void drop() {
        if (listener == null && !dropped) {
            dropped = true;
            weigh(-weight);
        }
    }

    synchronized boolean isDropped() {
        return dropped;
    }

    /** When it was last written to, milliseconds since 1970. */
    synchronized long lastTime() {
        return lastTime;
    }

    private void weigh(long weightDelta, long sizeDelta) {
        size += sizeDelta;
        weigh(weightDelta);
    }

    private void weigh(long weightDelta) {
        weight += weightDelta;
        allBytes.addAndGet(weightDelta);
    }
}
