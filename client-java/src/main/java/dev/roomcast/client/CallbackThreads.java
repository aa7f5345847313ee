package dev.roomcast.client;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;

/** The threads that call the application where it brings none of its own: daemons, which end when they are idle. */
final class CallbackThreads {

    /** How many work at a time; one that waits for a future of this library is made up for by another. */
    private static final int PARALLELISM = 4;

    private static final int MOST = 256;
    private static final int IDLE_SECONDS = 10;

    private CallbackThreads() {}

    static ForkJoinPool start() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new ForkJoinPool(
                PARALLELISM,
                pool -> new Worker(pool, loader),
                null,
                true, // first come, first served
                0,
                MOST,
                1,
                null,
                IDLE_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Sees the classes that the application sees, as threads of a fork-join pool by themselves do not. */
    private static final class Worker extends ForkJoinWorkerThread {
        Worker(ForkJoinPool pool, ClassLoader loader) {
            super(pool);
            setName("roomcast-callback-" + getPoolIndex());
            setContextClassLoader(loader);
        }
    }
}
