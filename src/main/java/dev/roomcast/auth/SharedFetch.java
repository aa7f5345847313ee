package dev.roomcast.auth;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Vertx;

/**
 * Work that many ask for and that is done once for all who ask meanwhile: one at a time, and at most one begins in an
 * interval. The work runs on a worker thread.
 */
final class SharedFetch {

    private final Vertx vertx;
    private final Callable<Void> work;
    private final long intervalNanos;

    /** The one that is under way, and the one that has yet to begin; null where there is none. */
    private CompletableFuture<Void> running;

    private CompletableFuture<Void> next;
    private boolean everBegan;
    private long lastBegan;

    SharedFetch(Vertx vertx, long intervalNanos, Callable<Void> work) {
        this.vertx = vertx;
        this.intervalNanos = intervalNanos;
        this.work = work;
    }

    /** Completes when one is over that begins after this call. */
    synchronized CompletionStage<Void> next() {
        if (next != null) {
            return next;
        }
        CompletableFuture<Void> asked = new CompletableFuture<>();
        next = asked;
        if (running == null) {
            schedule();
        }
        return asked;
    }

    /** Completes when the one is over that is under way; where none is, as {@link #next}. */
    synchronized CompletionStage<Void> current() {
        return running != null ? running : next();
    }

    /** Whether the next one may not begin at once. */
    synchronized boolean isPausing() {
        return running == null && waitNanos() > 0;
    }

    private long waitNanos() {
        return everBegan ? lastBegan + intervalNanos - System.nanoTime() : 0;
    }

    private void schedule() {
        long wait = waitNanos();
        if (wait <= 0) {
            begin();
        } else {
            vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(wait) + 1, timer -> begin());
        }
    }

    private synchronized void begin() {
        running = next;
        next = null;
        everBegan = true;
        lastBegan = System.nanoTime();
        vertx.executeBlocking(work, false).onComplete(done -> ended(done.cause()));
    }

    private void ended(Throwable failure) {
        CompletableFuture<Void> over;
        synchronized (this) {
            over = running;
            running = null;
            if (next != null) {
                schedule();
            }
        }
        if (failure == null) {
            over.complete(null);
        } else {
            over.completeExceptionally(failure);
        }
    }
}
