package dev.roomcast.client;

/**
 * The one thread that changes what a client knows, and its clock. Methods may be called from any thread; tasks run one
 * at a time, in the order they were handed over or fell due.
 */
interface Loop {

    /** A task that is due later. */
    interface Timer {
        /** Does nothing where the task has run already. To be called on the loop. */
        void cancel();
    }

    /** False where the loop has ended, and the task will not run. */
    boolean execute(Runnable task);

    /** Runs the task after so many milliseconds, unless the loop has ended by then. */
    Timer after(long millis, Runnable task);

    /** For intervals: milliseconds since any moment; never steps. */
    long millis();

    /** The time of day, in milliseconds since 1970; may step. */
    long wallMillis();

    /** Ends: what was handed over still runs, what is due later does not. */
    void end();
}
