package dev.roomcast.broker.redis;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Does something for each of many, so many at a time. Ends with the first failure, after what is under way then.
 *
 * @param <T> what it is done for
 */
final class InFlight<T> {

    private final Iterator<T> rest;
    private final int atOnce;
    private final Function<T, CompletionStage<?>> action;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Throwable failure;

    private InFlight(Iterator<T> all, int atOnce, Function<T, CompletionStage<?>> action) {
        this.rest = all;
        this.atOnce = atOnce;
        this.action = action;
    }

    /**
     * Begins.
     *
     * @param all read bit by bit, by one thread at a time
     * @param atOnce how many may be under way
     * @return completes when all are through
     */
    static <T> CompletionStage<Void> forEach(Iterable<T> all, int atOnce, Function<T, CompletionStage<?>> action) {
        InFlight<T> run = new InFlight<>(all.iterator(), atOnce, action);
        run.goOn();
        return run.done.minimalCompletionStage();
    }

    /** One thread at a time is in the loop: who comes meanwhile lets it go round once more. */
    private void goOn() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (failure == null && underWay.get() < atOnce && rest.hasNext()) {
                begin(rest.next());
            }
            if (underWay.get() == 0) {
                end();
            }
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }

    private void begin(T item) {
        underWay.incrementAndGet();
        CompletionStage<?> begun;
        try {
            begun = action.apply(item);
        } catch (RuntimeException thrown) {
            begun = CompletableFuture.failedFuture(thrown);
        }
        begun.whenComplete((result, failed) -> {
            if (failed != null) {
                failure = failed;
            }
            underWay.decrementAndGet();
            goOn();
        });
    }

    private void end() {
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }
}
