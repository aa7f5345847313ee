package dev.roomcast.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what nobody tells of by itself: looks again and again. What is told of is waited for by its own event. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 10;

    private Await() {}

    /** Waits up to 20 s. */
    public static void until(String what, BooleanSupplier isSo) {
        until(what, PATIENCE, isSo);
    }

    /**
     * Returns once it is so, and throws an {@link AssertionError} where it is not in time.
     *
     * @param what for the error
     */
    public static void until(String what, Duration patience, BooleanSupplier isSo) {
        long end = System.nanoTime() + patience.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
