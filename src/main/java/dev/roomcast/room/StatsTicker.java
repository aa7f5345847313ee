package dev.roomcast.room;

import java.util.function.IntConsumer;

import io.vertx.core.Vertx;

/** Sends a number that changes often: once a second at most, and the last value always. To be called on any thread. */
final class StatsTicker {

    private static final long INTERVAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final IntConsumer send;
    private long sentAt = System.nanoTime() - INTERVAL_MILLIS * 1_000_000;
    private int value;
    private long timer = -1;
    private boolean stopped;

    StatsTicker(Vertx vertx, IntConsumer send) {
        this.vertx = vertx;
        this.send = send;
    }

    void changed(int newValue) {
        synchronized (this) {
            value = newValue;
            if (timer >= 0 || stopped) {
                return;
            }
            long wait = INTERVAL_MILLIS - (System.nanoTime() - sentAt) / 1_000_000;
            if (wait > 0) {
                timer = vertx.setTimer(wait, this::sendAt);
                return;
            }
        }
        sendNow();
    }

    /** What was not sent yet is out of date: something newer said it in another way. */
    synchronized void drop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void sendAt(long id) {
        synchronized (this) {
            if (timer != id) {
                return;
            }
        }
        sendNow();
    }

    private void sendNow() {
        int last;
        synchronized (this) {
            timer = -1;
            if (stopped) {
                return;
            }
            sentAt = System.nanoTime();
            last = value;
        }
        send.accept(last);
    }

    synchronized void stop() {
        stopped = true;
        drop();
    }
}
