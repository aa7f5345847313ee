package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waiting of the thread that runs the scenes. */
final class Waiting {

    private Waiting() {}

    /**
     * Waits for something to be done.
     *
     * @param late says what is missing when it took longer than {@code most}
     * @throws IllegalStateException when it failed or took longer
     */
    static void await(CompletableFuture<Void> future, Duration most, Supplier<String> late) {
        try {
            future.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(late.get(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lets time pass that is part of what is measured, or in which a server is to come to rest. */
    static void pass(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
