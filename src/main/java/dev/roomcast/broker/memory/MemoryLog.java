package dev.roomcast.broker.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.broker.memory.MessageIdHash.Hash;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.Event;

/**
 * One life of one room's log. All methods are synchronized: numbering, storing and announcing are one step, and the
 * listener hears of entries in their order. The lock is held for microseconds.
 *
 * <p>Entries are as old as their timestamps say, so the wall clock decides when they go; a clock that steps back keeps them
 * for longer. How long a message id is remembered, and how long a log is kept that nobody wrote to, is measured by a time
 * that never goes back.
 */
final class MemoryLog {

    private static final EventLog LOG = EventLog.of(MemoryLog.class);

    /** A log without entries: its objects, its epoch, and its place among the logs, beside the name of its room. */
    private static final int OBJECTS = 272;

    private static final long REMEMBERED_MILLIS = RoomLog.DEDUPLICATION_SECONDS * 1_000L;

    /** Entries that are looked at to find out who wrote most of a log: the lock is held meanwhile. */
    private static final int LOOKED_AT = 1_024;

    private final String epoch;
    private final Retention retention;
    private final MemoryUse use;
    private final EntryRing entries = new EntryRing();

    /** Null where there is nothing to remember. */
    private RecentReceipts receipts;

    private long last;
    private long lastTime;

    /** When it was last of use to somebody, as long as it is without entries; a time that never goes back. */
    private long usedAt;

    private long size;
    private long weight;

    /** What the weight has changed by since that was last reported to the sum over all logs. */
    private long unreported;

    private volatile RoomListener listener;
    private boolean dropped;

    /** How much is kept: a count, bytes as clients get them, and an age in milliseconds. */
    record Retention(int maxMessages, long maxBytes, long maxAge) {}

    /**
     * The time, twice.
     *
     * @param wall milliseconds since 1970
     * @param steady milliseconds since some moment, which never go back
     */
    record Now(long wall, long steady) {}

    /**
     * @param use the sums over all logs, which this one keeps its part of up to date
     */
    MemoryLog(String room, String epoch, Retention retention, MemoryUse use, Now now) {
        this.epoch = epoch;
        this.retention = retention;
        this.use = use;
        this.lastTime = now.wall;
        this.usedAt = now.steady;
        this.weight = OBJECTS + HeapSize.string(room);
        use.unwritten.add(weight);
    }

    /**
     * Publishes as {@link RoomLog#publish} says.
     *
     * @param wall milliseconds since 1970
     * @param steady milliseconds that never go back; asked for only where message ids are remembered
     * @return null where this log was dropped meanwhile and another has to be used
     * @throws BrokerException where the draft is refused
     */
    synchronized Receipt publish(Draft draft, Author author, MessageIdHash ids, long wall, LongSupplier steady) {
        if (dropped) {
            return null;
        }
        // The wall clock may step back; the times of a log never do.
        long now = Math.max(wall, lastTime);
        trim(now);
        long steadyNow = draft.retryable() || receipts != null ? steady.getAsLong() : 0;
        forgetReceipts(steadyNow);
        if (draft.epoch() != null && !draft.epoch().equals(epoch)) {
            report();
            throw new BrokerException(BrokerException.Reason.OTHER_EPOCH);
        }
        Hash id = draft.retryable() ? hash(ids, draft) : null;
        int known = id == null || receipts == null ? -1 : receipts.find(id);
        if (known >= 0) {
            report();
            return new Receipt(epoch, receipts.offset(known), receipts.timestamp(known), draft.messageId(), true);
        }
        LogEntry target = null;
        if (draft.isDeletion()) {
            target = target(draft);
            if (target.deletedBy() != null) {
                report();
                return target.deletedBy().again();
            }
        }
        long offset = last + 1;
        Receipt receipt = new Receipt(epoch, offset, now, draft.messageId(), false);
        Publication publication =
                new Publication(epoch, offset, now, Event.complete(draft.head(), offset, now, draft.content()));
        if (last == 0) {
            use.unwritten.add(-weight);
            unreported = weight;
        }
        if (target != null) {
            weigh(target, -1);
            target.erase(receipt);
            weigh(target, 1);
        }
        LogEntry entry = new LogEntry(draft, author, publication);
        entries.add(entry);
        weigh(entry, 1);
        last = offset;
        lastTime = now;
        if (id != null) {
            remember(id, receipt, steadyNow);
        }
        trim(now);
        report();
        handOver(publication);
        return receipt;
    }

    /** What cannot be handed over, for want of memory for a frame, is stored all the same: it is read from the log. */
    private void handOver(Publication publication) {
        if (listener == null) {
            return;
        }
        try {
            listener.onPublication(publication);
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("roomcast.announcement.failed").because(failure).write();
            listener.onInterruption();
        }
    }

    private static Hash hash(MessageIdHash ids, Draft draft) {
        return ids.of((draft.userId() + '\n' + draft.messageId()).getBytes(StandardCharsets.UTF_8));
    }

    private LogEntry target(Draft draft) {
        LogEntry target = entries.get(draft.target());
        if (target == null || target.isDeletion()) {
            report();
            throw new BrokerException(BrokerException.Reason.NOT_FOUND);
        }
        if (!draft.anyAuthor() && !target.author().is(draft.userId())) {
            report();
            throw new BrokerException(BrokerException.Reason.NOT_AUTHOR);
        }
        return target;
    }

    /** Where the log is; null where it was dropped. */
    synchronized Position position(Now now) {
        if (dropped) {
            return null;
        }
        usedAt = now.steady;
        trim(now.wall);
        report();
        return new Position(epoch, entries.first(), last);
    }

    /** Reads as {@link RoomLog#read} says; null where the log was dropped. */
    synchronized LogRun read(long after, long upTo, int maxBytes, Now now) {
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

    /** Calls the listener from now on, or none; false where the log was dropped. */
    synchronized boolean listen(RoomListener newListener, Now now) {
        if (dropped) {
            return false;
        }
        usedAt = now.steady;
        listener = newListener;
        return true;
    }

    /** Who hears of this log, or null. On any thread. */
    RoomListener listener() {
        return listener;
    }

    /**
     * Drops what has become too old, and this life of the log where nothing is left of it.
     *
     * @param emptyMillis how long a log is kept that nobody has written to and nobody listens to
     */
    synchronized void sweep(Now now, long emptyMillis) {
        if (dropped) {
            // What it weighed was taken off the sum already.
            return;
        }
        trim(now.wall);
        forgetReceipts(now.steady);
        report();
        boolean over = last == 0 ? usedAt <= now.steady - emptyMillis : lastTime <= now.wall - retention.maxAge();
        if (entries.isEmpty() && over) {
            drop();
        }
    }

    private void remember(Hash id, Receipt receipt, long now) {
        long before = receiptWeight();
        if (receipts == null) {
            receipts = new RecentReceipts();
        }
        receipts.add(id, receipt.offset(), receipt.timestamp(), now);
        use.receipts.add(receiptWeight() - before);
    }

    private void forgetReceipts(long now) {
        if (receipts != null && receipts.oldest() <= now - REMEMBERED_MILLIS) {
            long before = receiptWeight();
            receipts.forgetUpTo(now - REMEMBERED_MILLIS);
            keepReceipts(before);
        }
    }

    /** Gives memory back: the older half of the message ids. */
    synchronized void shrinkReceipts() {
        if (receipts != null) {
            long before = receiptWeight();
            receipts.forgetHalf();
            keepReceipts(before);
        }
    }

    private void keepReceipts(long before) {
        if (receipts.size() == 0) {
            receipts = null;
        }
        use.receipts.add(receiptWeight() - before);
    }

    /** Bytes of the heap that the message ids take. */
    synchronized long receiptWeight() {
        return receipts == null ? 0 : receipts.weight();
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
        weigh(entries.dropOldest(), -1);
    }

    /** Gives memory back: the older half of the entries. The number of those. */
    synchronized int shrink() {
        int half = (entries.size() + 1) / 2;
        for (int i = 0; i < half; i++) {
            dropOldest();
        }
        report();
        return half;
    }

    /** Ends this life of the log where there are no entries and nobody listens. */
    synchronized void dropIfEmpty() {
        if (entries.isEmpty()) {
            drop();
        }
    }

    private void drop() {
        if (listener == null && !dropped) {
            dropped = true;
            use.receipts.add(-receiptWeight());
            (last == 0 ? use.unwritten : use.history).add(-weight);
            receipts = null;
        }
    }

    synchronized boolean isDropped() {
        return dropped;
    }

    /** What matters where memory has to be given back. */
    synchronized Standing standing() {
        return new Standing(last == 0, entries.isEmpty(), weight, last == 0 ? usedAt : lastTime);
    }

    /**
     * What matters where memory has to be given back.
     *
     * @param unwritten whether nothing was ever written to it
     * @param empty whether there are no entries
     * @param bytes of the heap, without message ids
     * @param since when it was last written to; where it never was, when it was last of use. Each is a time of its own kind
     */
    record Standing(boolean unwritten, boolean empty, long bytes, long since) {}

    /**
     * Who pays for it: whose entries take the most, all guests counting as one against users; found out from some of them
     * where they are many.
     *
     * @return one of those with that payer; null where the log is empty
     */
    synchronized Author payer() {
        Map<String, Long> bytes = new HashMap<>();
        int step = entries.size() / LOOKED_AT + 1;
        Author user = null;
        Author guest = null;
        long guests = 0;
        for (int i = 0; i < entries.size(); i += step) {
            LogEntry entry = entries.get(entries.first() + i);
            Author author = entry.author();
            long sum = bytes.merge(author.payer(), entry.weight(), Long::sum);
            if (author.isGuest()) {
                guests += entry.weight();
                guest = guest == null || sum >= bytes.get(guest.payer()) ? author : guest;
            } else {
                user = user == null || sum >= bytes.get(user.payer()) ? author : user;
            }
        }
        return guest == null || (user != null && bytes.get(user.payer()) > guests) ? user : guest;
    }

    private void weigh(LogEntry entry, int sign) {
        long delta = sign * entry.weight();
        size += (long) sign * entry.size();
        weight += delta;
        unreported += delta;
        entry.author().weigh(delta);
    }

    /** Once for each call from outside: the sum is touched by all threads. */
    private void report() {
        if (unreported != 0) {
            use.history.add(unreported);
            unreported = 0;
        }
    }
}
