package dev.roomcast.broker.memory;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.PresenceStore;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.memory.MemoryLog.Now;

/** The logs of all rooms, bounded together; {@link MemoryReclaim} says who gives what where a bound is passed. */
final class MemoryLogs {

    /** Sweeps until every log was looked at: what is over costs memory and nothing else, and to look costs time. */
    private static final int SWEEPS_A_ROUND = 10;

    /** Logs that a sweep looks at where they are few. */
    private static final int SMALLEST_SHARE = 1_000;

    /** How long a log is kept that nobody has written to: as long as an open room waits for its first member. */
    private static final long EMPTY_MILLIS = PresenceStore.EMPTY_ROOM_SECONDS * 1_000L;

    /** Time until it is tried again to bring a user back within their bound, where that did not work. */
    private static final long IN_VAIN_MILLIS = 1_000;

    private final ConcurrentHashMap<String, MemoryLog> logs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Author> authors = new ConcurrentHashMap<>();
    private final AtomicBoolean reclaiming = new AtomicBoolean();
    private final SecureRandom random = new SecureRandom();
    private final MessageIdHash ids = MessageIdHash.random();
    private final Function<String, MemoryLog.Retention> retentions;
    private final MemoryUse use;
    private final MemoryReclaim reclaim;
    private final long maxUserBytes;
    private final Clock clock;
    private final LongSupplier steady;
    private final Executor background;

    private volatile long nextUserReclaim = Long.MIN_VALUE;

    /** Those that this round of sweeps has still to look at. Guarded by this. */
    private Iterator<Map.Entry<String, MemoryLog>> unswept = Collections.emptyIterator();

    /**
     * @param retentions how much is kept of a room
     * @param maxUserBytes bytes of heap that the entries of one user may take, 0 for any number
     * @param steady milliseconds that never go back
     * @param background where memory is given back, since that looks at every log
     */
    MemoryLogs(
            Function<String, MemoryLog.Retention> retentions,
            MemoryUse use,
            long maxUserBytes,
            Clock clock,
            LongSupplier steady,
            Executor background) {
        this.retentions = retentions;
        this.use = use;
        this.maxUserBytes = maxUserBytes == 0 ? Long.MAX_VALUE : maxUserBytes;
        this.clock = clock;
        this.steady = steady;
        this.background = background;
        this.reclaim = new MemoryReclaim(logs, use);
    }

    Receipt publish(Draft draft) {
        Author author = author(draft);
        Receipt receipt = with(draft.room(), log -> log.publish(draft, author, ids, clock.millis(), steady));
        if (author.bytes() > maxUserBytes && !author.isGuest() && steady.getAsLong() >= nextUserReclaim) {
            inBackground(() -> reclaimOf(author));
        }
        return receipt;
    }

    private void reclaimOf(Author author) {
        reclaim.user(author, maxUserBytes);
        if (author.bytes() > maxUserBytes) {
            // What is left stands in rooms that others have written more of.
            nextUserReclaim = steady.getAsLong() + IN_VAIN_MILLIS;
        }
    }

    private Author author(Draft draft) {
        String key = Author.key(draft);
        Author known = authors.get(key);
        return known == null ? authors.computeIfAbsent(key, absent -> new Author(draft)) : known;
    }

    private Now now() {
        return new Now(clock.millis(), steady.getAsLong());
    }

    Position position(String room) {
        return with(room, log -> log.position(now()));
    }

    LogRun read(String room, long after, long upTo, int maxRunBytes) {
        return with(room, log -> log.read(after, upTo, maxRunBytes, now()));
    }

    void listen(String room, RoomListener listener) {
        with(room, log -> log.listen(listener, now()) ? Boolean.TRUE : null);
    }

    void forgetListener(String room) {
        MemoryLog log = logs.get(room);
        if (log != null) {
            log.listen(null, now());
        }
    }

    /** Who hears of the room, or null. */
    RoomListener listener(String room) {
        MemoryLog log = logs.get(room);
        return log == null ? null : log.listener();
    }

    /** Does something with the room's log; again with the next one where the log was dropped just then. */
    private <T> T with(String room, Function<MemoryLog, T> action) {
        while (true) {
            MemoryLog log = logs.get(room);
            if (log == null) {
                log = logs.computeIfAbsent(room, this::newLog);
            }
            T result = action.apply(log);
            if (result != null) {
                keepBounds();
                return result;
            }
            logs.remove(room, log);
        }
    }

    /** Not for publishing alone: a log without entries takes memory too, and whoever joins a room begins one. */
    private void keepBounds() {
        if (use.history.isOver() || use.receipts.isOver() || use.unwritten.isOver()) {
            inBackground(reclaim::all);
        }
    }

    private void inBackground(Runnable action) {
        if (reclaiming.compareAndSet(false, true)) {
            background.execute(() -> {
                try {
                    action.run();
                } finally {
                    reclaiming.set(false);
                }
            });
        }
    }

    private MemoryLog newLog(String room) {
        byte[] epoch = new byte[8];
        random.nextBytes(epoch);
        return new MemoryLog(room, HexFormat.of().formatHex(epoch), retentions.apply(room), use, now());
    }

    /** Drops what has become too old in a tenth of the logs, or a thousand where that is more; each time in the next. */
    synchronized void sweep() {
        if (!unswept.hasNext()) {
            unswept = logs.entrySet().iterator();
            // Whoever writes at this moment may get another; each counts its own entries.
            authors.values().removeIf(author -> author.bytes() == 0);
        }
        Now now = now();
        int share = Math.max(SMALLEST_SHARE, logs.size() / SWEEPS_A_ROUND + 1);
        for (int i = 0; i < share && unswept.hasNext(); i++) {
            Map.Entry<String, MemoryLog> next = unswept.next();
            MemoryLog log = next.getValue();
            log.sweep(now, EMPTY_MILLIS);
            if (log.isDropped()) {
                logs.remove(next.getKey(), log);
            }
        }
    }

    /** Entries that were dropped because the memory was full, or a user's part of it. */
    long dropped() {
        return reclaim.dropped();
    }
}
