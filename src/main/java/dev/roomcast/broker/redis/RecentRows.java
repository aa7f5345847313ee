package dev.roomcast.broker.redis;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Rows of lists that were looked up lately, shared by all who list: so however many ask, a row costs Redis one look-up in
 * some seconds, and no more than some hundred are under way at once. What this instance changes itself is looked up again
 * at once. Safe for many threads.
 *
 * @param <T> a row
 */
final class RecentRows<T> {

    /** How old a row may be: a fifth of what the protocol allows. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Rows that are kept: some 5 MB. Past it the oldest goes. */
    private static final int MAX_ROWS = 20_000;

    /** Look-ups under way at once; the others wait, so that lists leave Redis time for messages. */
    private static final int MAX_UNDER_WAY = 200;

    private final Function<String, CompletionStage<T>> lookUp;

    /** In the order of their look-ups. */
    private final LinkedHashMap<String, Row<T>> rows = new LinkedHashMap<>();

    private final ArrayDeque<Row<T>> waiting = new ArrayDeque<>();
    private int underWay;

    private record Row<T>(String name, CompletableFuture<T> found, long askedAt) {}

    /**
     * @param lookUp gives a row, or null where there is none; called without a lock
     */
    RecentRows(Function<String, CompletionStage<T>> lookUp) {
        this.lookUp = lookUp;
    }

    /** The row of that name, null where there is none, as it was some seconds ago or is now. */
    CompletionStage<T> get(String name) {
        Row<T> row;
        boolean begin;
        long now = System.nanoTime();
        synchronized (this) {
            Row<T> recent = rows.get(name);
            if (recent != null && now - recent.askedAt < FRESH_NANOS && !recent.found.isCompletedExceptionally()) {
                return recent.found.minimalCompletionStage();
            }
            rows.remove(name);
            row = new Row<>(name, new CompletableFuture<>(), now);
            rows.put(name, row);
            if (rows.size() > MAX_ROWS) {
                rows.remove(rows.keySet().iterator().next());
            }
            begin = underWay < MAX_UNDER_WAY;
            if (begin) {
                underWay++;
            } else {
                waiting.add(row);
            }
        }
        if (begin) {
            begin(row);
        }
        return row.found.minimalCompletionStage();
    }

    private void begin(Row<T> row) {
        CompletionStage<T> begun;
        try {
            begun = lookUp.apply(row.name);
        } catch (RuntimeException failure) {
            begun = CompletableFuture.failedFuture(failure);
        }
        begun.whenComplete((found, failure) -> {
            Row<T> next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    underWay--;
                }
            }
            if (failure == null) {
                row.found.complete(found);
            } else {
                row.found.completeExceptionally(failure);
            }
            if (next != null) {
                begin(next);
            }
        });
    }

    /** Who asks from now on gets what is looked up from now on. */
    synchronized void changed(String name) {
        rows.remove(name);
    }

    /** Forgets what is too old to be given to anyone. */
    synchronized void sweep() {
        long now = System.nanoTime();
        var oldest = rows.values().iterator();
        while (oldest.hasNext() && now - oldest.next().askedAt >= FRESH_NANOS) {
            oldest.remove();
        }
    }
}
