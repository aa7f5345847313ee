package dev.roomcast.log;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.handlers.AsyncHandler;

/**
 * The queue of lines for a console or a file, with a count of what did not fit. {@link AsyncHandler} never waits for the
 * console, but drops without telling; so what goes into it and what it took out is counted here.
 */
final class BoundedQueue extends ExtHandler {

    private final AsyncHandler queue;
    private final int bound;
    private final LongAdder dropped;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param queue what writes; lines that it holds already are not counted
     * @param dropped counts lines that did not fit
     */
    BoundedQueue(AsyncHandler queue, LongAdder dropped) {
        this.queue = queue;
        this.bound = queue.getQueueLength();
        this.dropped = dropped;
        queue.setOverflowAction(AsyncHandler.OverflowAction.DISCARD);
        queue.setHandlers(Stream.concat(Stream.of(new Taken()), Arrays.stream(queue.getHandlers()))
                .toArray(Handler[]::new));
        setLevel(queue.getLevel());
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        if (waiting.incrementAndGet() > bound) {
            waiting.decrementAndGet();
            dropped.increment();
        } else {
            queue.publish(line);
        }
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return queue.isCallerCalculationRequired();
    }

    @Override
    public void flush() {
        queue.flush();
    }

    @Override
    public void close() {
        queue.close();
        super.close();
    }

    /** Called by the queue's thread for each line, before the one that writes it. */
    private final class Taken extends ExtHandler {

        Taken() {
            setLevel(Level.ALL);
        }

        @Override
        protected void doPublish(ExtLogRecord line) {
            waiting.updateAndGet(lines -> Math.max(0, lines - 1));
        }
    }
}
