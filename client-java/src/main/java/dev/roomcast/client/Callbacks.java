package dev.roomcast.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls the application: events one at a time and in order, results and questions each by themselves. Nothing of it
 * runs on the loop, so that an application may block where it is called.
 */
final class Callbacks {

    private static final Logger LOG = System.getLogger(Callbacks.class.getName());

    private final Executor executor;
    private final int mostEvents;
    private final Runnable onRelief;
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param mostEvents past so many that wait, {@link #isFull} says so
     * @param onRelief called, on any thread, when half of that is left
     */
    Callbacks(Executor executor, int mostEvents, Runnable onRelief) {
        this.executor = executor;
        this.mostEvents = mostEvents;
        this.onRelief = onRelief;
    }

    /** Whether the application has fallen behind, and nothing more should be read for it. */
    boolean isFull() {
        return waiting.get() >= mostEvents;
    }

    /** Tells of an event after all that were told of before. */
    void tell(Runnable event) {
        events.add(event);
        if (waiting.getAndIncrement() == 0) {
            run(this::drain);
        }
    }

    /** Runs by itself, beside the events. */
    void run(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException full) {
            // Somebody waits for this: late or on a thread of the runtime is better than never.
            Thread thread = new Thread(task, "roomcast-callback");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void drain() {
        int left;
        do {
            Runnable event = events.poll();
            if (event == null) {
                return; // never: one is counted only after it was added
            }
            try {
                event.run();
            } catch (RuntimeException | Error thrown) {
                LOG.log(Level.WARNING, "A listener threw", thrown);
            }
            left = waiting.decrementAndGet();
            if (left == mostEvents / 2) {
                onRelief.run();
            }
        } while (left > 0);
    }
}
