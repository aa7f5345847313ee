package dev.roomcast.delivery;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;

/**
 * The connections of one event loop that wait for the head of a request, the one that waits longest first. All may wait
 * equally long, so one timer for the first is enough. Owned by the loop.
 */
final class RequestTimeouts {

    private final EventLoop loop;
    private final long timeoutNanos;
    private final Runnable late;
    private RequestTimeout first;
    private RequestTimeout last;
    private boolean scheduled;

    /**
     * @param late called for each that is cut
     */
    RequestTimeouts(EventLoop loop, long timeoutNanos, Runnable late) {
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
        this.late = late;
    }

    void add(RequestTimeout waiting) {
        waiting.since = System.nanoTime();
        waiting.before = last;
        waiting.after = null;
        if (last == null) {
            first = waiting;
        } else {
            last.after = waiting;
        }
        last = waiting;
        schedule(timeoutNanos);
    }

    void remove(RequestTimeout waiting) {
        if (waiting.before == null) {
            first = waiting.after;
        } else {
            waiting.before.after = waiting.after;
        }
        if (waiting.after == null) {
            last = waiting.before;
        } else {
            waiting.after.before = waiting.before;
        }
        waiting.before = null;
        waiting.after = null;
    }

    private void schedule(long nanos) {
        if (!scheduled) {
            scheduled = true;
            loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        scheduled = false;
        long now = System.nanoTime();
        while (first != null && now - first.since >= timeoutNanos) {
            if (first.timeOut()) {
                late.run();
            }
        }
        if (first != null) {
            schedule(timeoutNanos - (now - first.since));
        }
    }
}
