package dev.roomcast.broker.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the memory broker keeps, in bytes of the heap, by kind. Each kind has a part of {@code roomcast.memory.max-bytes} of
 * its own, so that none can push another out. Safe for many threads.
 */
final class MemoryUse {

    /** Logs with what was said in them. */
    final Part history;

    /** Message ids that are remembered. */
    final Part receipts;

    /** Logs of rooms where nothing was said yet. */
    final Part unwritten;

    /** Rooms that were opened and not entered yet. */
    final Part waitingRooms;

    /** Rooms that users who went were in. */
    final Part userSessions;

    /** Rooms that guests who went were in. */
    final Part guestSessions;

    /** One kind of what is kept. */
    static final class Part {

        /** Freed at once when the bound is passed: a tenth. */
        private static final double KEPT = 0.9;

        private final AtomicLong bytes = new AtomicLong();
        private final long max;

        private Part(long max) {
            this.max = max;
        }

        void add(long delta) {
            bytes.addAndGet(delta);
        }

        long bytes() {
            return bytes.get();
        }

        long max() {
            return max;
        }

        boolean isOver() {
            return bytes.get() > max;
        }

        /** Whether there is still something to be freed after the bound was passed. */
        boolean isOverGoal() {
            return bytes.get() > max * KEPT;
        }
    }

    MemoryUse(long maxBytes) {
        history = new Part(maxBytes / 4 * 3);
        receipts = new Part(maxBytes / 8);
        unwritten = new Part(maxBytes / 32);
        waitingRooms = new Part(maxBytes / 32);
        userSessions = new Part(maxBytes / 32);
        guestSessions = new Part(maxBytes / 32);
    }

    /** Bytes of all kinds. */
    long bytes() {
        return logBytes() + receipts.bytes() + sessionBytes() + waitingRooms.bytes();
    }

    long logBytes() {
        return history.bytes() + unwritten.bytes();
    }

    long sessionBytes() {
        return userSessions.bytes() + guestSessions.bytes();
    }
}
