package dev.roomcast.broker.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.roomcast.protocol.ServerMessage.MemberRow;

/**
 * The member lists of large rooms, kept the longer the larger they are, since reading one costs by its size: 5 ms for each
 * row, so that of a room with a thousand users it is read every five seconds at most, and that of a small room each time.
 * Safe for many threads.
 */
final class RecentMembers {

    private static final long FRESH_NANOS_A_ROW = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MOST_FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Rooms with fewer users are read each time. */
    private static final int LEAST_ROWS = 20;

    /** Rows that are kept of all rooms: some 20 MB. Past it nothing more is kept. */
    private static final int MAX_ROWS = 200_000;

    private final SharedReads<String, List<MemberRow>> reads;
    private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicInteger rowsKept = new AtomicInteger();

    private record Kept(List<MemberRow> rows, long until) {}

    RecentMembers(Function<String, CompletionStage<List<MemberRow>>> read) {
        reads = new SharedReads<>(room -> read.apply(room).thenApply(rows -> keep(room, rows)));
    }

    /** The members of a room by user id, as they were some seconds ago or are now. */
    CompletionStage<List<MemberRow>> get(String room) {
        Kept recent = kept.get(room);
        if (recent != null) {
            if (recent.until - System.nanoTime() > 0) {
                return CompletableFuture.completedStage(recent.rows);
            }
            forget(room, recent);
        }
        return reads.get(room);
    }

    private List<MemberRow> keep(String room, List<MemberRow> rows) {
        if (rows.size() >= LEAST_ROWS && rowsKept.get() + rows.size() <= MAX_ROWS) {
            long fresh = Math.min(MOST_FRESH_NANOS, rows.size() * FRESH_NANOS_A_ROW);
            rowsKept.addAndGet(rows.size());
            Kept before = kept.put(room, new Kept(rows, System.nanoTime() + fresh));
            if (before != null) {
                rowsKept.addAndGet(-before.rows.size());
            }
        }
        return rows;
    }

    private void forget(String room, Kept old) {
        if (kept.remove(room, old)) {
            rowsKept.addAndGet(-old.rows.size());
        }
    }

    /** Forgets what is too old to be given to anyone. */
    void sweep() {
        long now = System.nanoTime();
        kept.forEach((room, old) -> {
            if (old.until - now <= 0) {
                forget(room, old);
            }
        });
    }
}
