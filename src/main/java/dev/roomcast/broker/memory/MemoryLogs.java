package dev.roomcast.broker.memory;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;

/**
 * The logs of all rooms, bounded together. Where the bound is passed, the rooms that were quiet the longest give half of
 * what they keep, and then the other half, until a tenth of the bound is free again.
 */
final class MemoryLogs {

    private static final double FREED = 0.9;

    /** Sweeps until every log was looked at: what is over costs memory and nothing else, and to look costs time. */
    private static final int SWEEPS_A_ROUND = 10;

    /** Logs that a sweep looks at where they are few. */
    private static final int SMALLEST_SHARE = 1_000;

    private final ConcurrentHashMap<String, MemoryLog> logs = new ConcurrentHashMap<>();
    private final AtomicLong allBytes = new AtomicLong();
    private final AtomicBoolean shrinking = new AtomicBoolean();
    private final SecureRandom random = new SecureRandom();
    private final MemoryLog.Retention retention;
    private final long maxBytes;
    private final Clock clock;
    private final Executor background;

    /** Those that this round of sweeps has still to look at. Guarded by this. */
    private Iterator<Map.Entry<String, MemoryLog>> unswept = Collections.emptyIterator();

    /**
     * @param maxBytes bytes of heap that all logs may take
     * @param background where memory is given back, since that looks at every log
     */
    MemoryLogs(MemoryLog.Retention retention, long maxBytes, Clock clock, Executor background) {
        this.retention = retention;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.background = background;
    }

    Receipt publish(Draft draft) {
        return with(draft.room(), log -> log.publish(draft, clock.millis()));
    }

    Position position(String room) {
        return with(room, log -> log.position(clock.millis()));
    }

    LogRun read(String room, long after, long upTo, int maxRunBytes) {
        return with(room, log -> log.read(after, upTo, maxRunBytes, clock.millis()));
    }

    void listen(String room, RoomListener listener) {
        with(room, log -> log.listen(listener) ? Boolean.TRUE : null);
    }

    void forgetListener(String room) {
        MemoryLog log = logs.get(room);
        if (log != null) {
            log.listen(null);
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
            MemoryLog log = logs.computeIfAbsent(room, r -> newLog());
            T result = action.apply(log);
            if (result != null) {
                keepBound();
                return result;
            }
            logs.remove(room, log);
        }
    }

    /** Not for publishing alone: a log without entries takes memory too, and whoever joins a room begins one. */
    private void keepBound() {
        if (allBytes.get() > maxBytes && shrinking.compareAndSet(false, true)) {
            background.execute(this::shrink);
        }
    }

    private MemoryLog newLog() {
        byte[] epoch = new byte[8];
        random.nextBytes(epoch);
        return new MemoryLog(HexFormat.of().formatHex(epoch), retention, allBytes, clock.millis());
    }

    /** Lets go of what has become too old in a tenth of the logs, or a thousand where that is more; each time in the next. */
    synchronized void sweep() {
        if (!unswept.hasNext()) {
            unswept = logs.entrySet().iterator();
        }
        long now = clock.millis();
        int share = Math.max(SMALLEST_SHARE, logs.size() / SWEEPS_A_ROUND + 1);
        for (int i = 0; i < share && unswept.hasNext(); i++) {
            Map.Entry<String, MemoryLog> next = unswept.next();
            MemoryLog log = next.getValue();
            log.sweep(now);
            log.dropIfOver(now);
            forgetDropped(next.getKey(), log);
        }
    }

    private void shrink() {
        try {
            long goal = (long) (maxBytes * FREED);
            // Halving a thousand entries eleven times leaves none; one round more drops the logs themselves.
            for (int round = 0; round < 12 && allBytes.get() > goal; round++) {
                for (Quiet quiet : quietestFirst()) {
                    if (allBytes.get() <= goal) {
                        return;
                    }
                    quiet.log.shrink();
                    forgetDropped(quiet.room, quiet.log);
                }
            }
        } finally {
            shrinking.set(false);
        }
    }

    private record Quiet(String room, MemoryLog log, long since) {}

    private List<Quiet> quietestFirst() {
        List<Quiet> all = new ArrayList<>(logs.size());
        logs.forEach((room, log) -> all.add(new Quiet(room, log, log.lastTime())));
        all.sort(Comparator.comparingLong(Quiet::since));
        return all;
    }

    private void forgetDropped(String room, MemoryLog log) {
        if (log.isDropped()) {
            logs.remove(room, log);
        }
    }

    /** Bytes of heap that all logs take. */
    long bytes() {
        return allBytes.get();
    }
}
