package dev.roomcast.broker.redis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.vertx.core.Vertx;

import dev.roomcast.broker.redis.link.StoreChangedException;
import dev.roomcast.log.EventLog;

/**
 * Erases the content of deleted messages from Redis' memory, room by room and slice by slice, with {@code erase.lua}. One
 * slice is under way at a time, and what is copied in a second is bounded: deleting must not be a way to keep Redis busy.
 * What is deleted in a room while it waits is erased with it. Safe for many threads.
 */
final class ContentErasure {

    private static final EventLog LOG = EventLog.of(ContentErasure.class);

    /** Rooms that may wait; of more, the log says that something is to be erased whenever it is used again. */
    private static final int MAX_ROOMS = 10_000;

    /** What may be copied in a second over time: one full room of the default size. */
    private static final long BYTES_PER_SECOND = 4L * 1024 * 1024;

    /** What may be copied at once after a rest, in seconds' worth. */
    private static final long BURST_SECONDS = 2;

    /** What a run counts at least: it costs Redis a call even where it copies nothing. */
    private static final long LEAST_BYTES = 4L * 1024;

    /** Time until a run is tried again that Redis refused or did not answer. */
    private static final long RETRY_MILLIS = 1_000;

    /** Runs of one room that may end without progress, before it is left to whoever uses it next. */
    private static final int MAX_IDLE_RUNS = 5;

    private final Vertx vertx;
    private final Function<String, CompletionStage<Run>> eraser;
    private final RedisMetrics metrics;

    /** In the order in which they are done; a value completes when nothing of the room is left to erase. */
    private final Map<String, CompletableFuture<Void>> rooms = new LinkedHashMap<>();

    private String current;
    private int idleRuns;
    private boolean again;
    private boolean closed;

    /** {@link System#nanoTime} at which all that was copied so far is paid for. */
    private long paidAt = System.nanoTime();

    /**
     * What a run did.
     *
     * @param done whether nothing is left to erase
     * @param bytes that were copied
     */
    record Run(boolean done, long bytes) {}

    /** {@code eraser}: begins a run in a room. */
    ContentErasure(Vertx vertx, Function<String, CompletionStage<Run>> eraser, RedisMetrics metrics) {
        this.vertx = vertx;
        this.eraser = eraser;
        this.metrics = metrics;
    }

    /** Erases what was deleted in a room until now. */
    void erase(String room) {
        synchronized (this) {
            if (rooms.containsKey(room)) {
                // The run that is under way may have begun before what was deleted last.
                again |= room.equals(current);
                return;
            }
            if (closed || rooms.size() >= MAX_ROOMS) {
                return;
            }
            rooms.put(room, new CompletableFuture<>());
            if (current != null || rooms.size() > 1) {
                return;
            }
        }
        next();
    }

    /** Completes when nothing of a room waits any more; never exceptionally. */
    synchronized CompletionStage<Void> end(String room) {
        CompletableFuture<Void> waiting = rooms.get(room);
        return waiting == null ? CompletableFuture.completedFuture(null) : waiting;
    }

    /** Rooms that wait. */
    synchronized int waiting() {
        return rooms.size();
    }

    /** Begins nothing more. */
    void close() {
        List<CompletableFuture<Void>> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(rooms.values());
            rooms.clear();
        }
        left.forEach(erased -> erased.complete(null));
    }

    /** Goes on with the first room, now or when the bytes before it are paid for. */
    private void next() {
        long pause;
        synchronized (this) {
            if (closed || rooms.isEmpty()) {
                current = null;
                return;
            }
            Iterator<String> names = rooms.keySet().iterator();
            String first = names.next();
            if (!first.equals(current)) {
                idleRuns = 0;
            }
            current = first;
            pause = (paidAt - System.nanoTime()) / 1_000_000 - BURST_SECONDS * 1_000;
        }
        if (pause > 0) {
            vertx.setTimer(pause, id -> run());
        } else {
            run();
        }
    }

    private void run() {
        String room;
        synchronized (this) {
            if (closed) {
                return;
            }
            room = current;
            again = false;
        }
        eraser.apply(room).whenComplete((run, failure) -> {
            if (failure != null) {
                if (!Failures.isUnavailable(failure) && !(Failures.cause(failure) instanceof StoreChangedException)) {
                    LOG.error("roomcast.erasure.failed")
                            .with("roomId", room)
                            .because(Failures.cause(failure))
                            .write();
                }
                failed(room);
            } else {
                ran(room, run);
            }
        });
    }

    private void ran(String room, Run run) {
        CompletableFuture<Void> erased = null;
        synchronized (this) {
            long nanos = Math.max(LEAST_BYTES, run.bytes) * 1_000_000_000L / BYTES_PER_SECOND;
            paidAt = Math.max(paidAt, System.nanoTime()) + nanos;
            idleRuns = run.done || run.bytes > 0 ? 0 : idleRuns + 1;
            if ((run.done && !again) || idleRuns > MAX_IDLE_RUNS) {
                erased = rooms.remove(room);
            }
        }
        if (erased != null) {
            if (run.done) {
                metrics.erased();
            }
            erased.complete(null);
        }
        next();
    }

    /** Goes to the end of the row, so that one room that cannot be had does not hold the others up. */
    private void failed(String room) {
        synchronized (this) {
            CompletableFuture<Void> erased = rooms.remove(room);
            if (erased != null) {
                rooms.put(room, erased);
            }
        }
        vertx.setTimer(RETRY_MILLIS, id -> next());
    }
}
