package dev.roomcast.room;

import java.util.function.IntConsumer;

import io.vertx.core.Vertx;

/** Tells a number that changes often: once a second at most, and the last value always. To be called on any thread. */
final class StatsTicker {

    private static final long INTERVAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final IntConsumer tell;
    private long toldAt = System.nanoTime() - INTERVAL_MILLIS * 1_000_000;
    private int value;
    private long timer = -1;
    private boolean stopped;

    StatsTicker(Vertx vertx, IntConsumer tell) {
        this.vertx = vertx;
        this.tell = tell;
    }

    void changed(int newValue) {
        synchronized (this) {
            value = newValue;
            if (timer >= 0 || stopped) {
                return;
            }
            long wait = INTERVAL_MILLIS - (System.nanoTime() - toldAt) / 1_000_000;
            if (wait > 0) {
                timer = vertx.setTimer(wait, this::tellAt);
                return;
            }
        }
        tellNow();
    }

    /** What was not told yet is out of date: something newer said it in another way. */
    synchronized void drop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void tellAt(long id) {
        synchronized (this) {
            if (timer != id) {
                return;
            }
        }
        tellNow();
    }

    private void tellNow() {
        int last;
        synchronized (this) {
            timer = -1;
            if (stopped) {
                return;
            }
            toldAt = System.nanoTime();
            last = value;
        }
        tell.accept(last);
    }

    synchronized void stop() {
        stopped = true;
        drop();
    }
}
