package dev.roomcast.bench.load;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** Lets connections in as fast as the server takes them, with a bounded number in the making. */
final class Admission {

    /** Fewer than the shortest backlog among the servers, Node.js' 511: beyond it the kernel drops, and waits a second. */
    static final int STORM = 400;

    /** Where the opening is not what is measured, and a server that is cold is not to be overrun. */
    static final int GENTLE = 50;

    private final int total;
    private final int window;
    private final IntConsumer dial;
    private final CompletableFuture<Void> all = new CompletableFuture<>();
    private boolean eager;
    private int begun;
    private int arrived;

    /**
     * @param total connections to make
     * @param window connections in the making at a time
     * @param dial begins to make the one with an index
     */
    Admission(int total, int window, IntConsumer dial) {
        this.total = total;
        this.window = window;
        this.dial = dial;
    }

    /** Begins; done when all have arrived. */
    CompletableFuture<Void> begin() {
        eager = true;
        while (begun < Math.min(window, total)) {
            dialNext();
        }
        return all;
    }

    /** Does not begin by itself; done when {@link #dialNext()} was called for all and all have arrived. */
    CompletableFuture<Void> whenAsked() {
        return all;
    }

    /** Begins to make the next connection. */
    void dialNext() {
        dial.accept(begun++);
    }

    /** One has arrived. */
    void arrived() {
        arrived++;
        if (eager && begun < total) {
            dialNext();
        } else if (arrived == total) {
            all.complete(null);
        }
    }

    /** It will not come to an end; too late, it means nothing. */
    void failed(String why) {
        all.completeExceptionally(new IllegalStateException(why));
    }
}
