package dev.roomcast.broker.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Receipt;

/**
 * Drafts on their way to the store. Each room has one call under way at a time, and what comes meanwhile goes together in
 * the next: so a refused draft is never overtaken by the one after it, whatever becomes of the connection, and the busier
 * a room is, the fewer calls there are for each draft. Safe for many threads.
 */
final class PublishQueue {

    /** Drafts of one call. */
    private static final int MAX_DRAFTS = 64;

    /** Bytes of one call: a script holds up all others while it runs. */
    private static final int MAX_CALL_BYTES = 256 * 1024;

    /** Bytes that may wait in all; past it, one more is refused at once. */
    private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

    /** A draft that was not answered for so long is given up. */
    private static final long PATIENCE_NANOS = 1_800_000_000L;

    private final ConcurrentHashMap<String, RoomDrafts> rooms = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final String instance;
    private final BiConsumer<String, List<Waiting>> sender;
    private volatile boolean held;

    /** A draft that waits, and the name of this attempt to publish it. */
    record Waiting(Draft draft, String attempt, long deadline, CompletableFuture<Receipt> receipt) {

        int bytes() {
            byte[] content = draft.content();
            return draft.head().length + (content == null ? 0 : content.length);
        }

        void unavailable() {
            receipt.completeExceptionally(new BrokerException(BrokerException.Reason.UNAVAILABLE, draft.messageId()));
        }
    }

    private static final class RoomDrafts {
        final ArrayDeque<Waiting> queue = new ArrayDeque<>();
        List<Waiting> underWay = List.of();
    }

    /**
     * @param instance makes the names of attempts unique
     * @param sender sends drafts of a room; {@link #answered} is to be called when that is through, well or not
     */
    PublishQueue(String instance, BiConsumer<String, List<Waiting>> sender) {
        this.instance = instance;
        this.sender = sender;
    }

    CompletableFuture<Receipt> add(Draft draft) {
        Waiting waiting = new Waiting(
                draft,
                instance + '.' + Long.toString(attempts.incrementAndGet(), Character.MAX_RADIX),
                System.nanoTime() + PATIENCE_NANOS,
                new CompletableFuture<>());
        if (waitingBytes.addAndGet(waiting.bytes()) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-waiting.bytes());
            waiting.unavailable();
            return waiting.receipt();
        }
        rooms.compute(draft.room(), (room, drafts) -> {
            RoomDrafts all = drafts == null ? new RoomDrafts() : drafts;
            all.queue.add(waiting);
            return all;
        });
        next(draft.room());
        return waiting.receipt();
    }

    /** The call of a room is through; what its drafts have not been told they never will be. */
    void answered(String room) {
        List<Waiting> through = new ArrayList<>();
        rooms.computeIfPresent(room, (key, drafts) -> {
            through.addAll(drafts.underWay);
            drafts.underWay = List.of();
            return drafts;
        });
        for (Waiting waiting : through) {
            waitingBytes.addAndGet(-waiting.bytes());
            waiting.unavailable();
        }
        next(room);
    }

    /** Sends nothing from now on; what comes waits, as long as it can. */
    void hold() {
        held = true;
    }

    /** Goes on. */
    void release() {
        held = false;
        rooms.keySet().forEach(this::next);
    }

    /**
     * The call of a room was not carried out by the store there is now: its drafts go again, as the first, but for those
     * that were given up meanwhile.
     */
    void again(String room) {
        rooms.computeIfPresent(room, (key, drafts) -> {
            for (int i = drafts.underWay.size() - 1; i >= 0; i--) {
                Waiting waiting = drafts.underWay.get(i);
                if (waiting.receipt().isDone()) {
                    waitingBytes.addAndGet(-waiting.bytes());
                } else {
                    drafts.queue.addFirst(waiting);
                }
            }
            drafts.underWay = List.of();
            return drafts;
        });
        next(room);
    }

    private void next(String room) {
        if (held) {
            return;
        }
        List<Waiting> call = new ArrayList<>();
        rooms.computeIfPresent(room, (key, drafts) -> {
            if (!drafts.underWay.isEmpty()) {
                return drafts;
            }
            int bytes = 0;
            while (call.size() < MAX_DRAFTS && !drafts.queue.isEmpty()) {
                bytes += drafts.queue.peek().bytes();
                if (bytes > MAX_CALL_BYTES && !call.isEmpty()) {
                    break;
                }
                call.add(drafts.queue.poll());
            }
            drafts.underWay = call;
            return call.isEmpty() ? null : drafts;
        });
        if (!call.isEmpty()) {
            sender.accept(room, call);
        }
    }

    /** Gives up what waits for too long. To be called ten times a second. */
    void expire() {
        long now = System.nanoTime();
        List<Waiting> expired = new ArrayList<>();
        for (String room : rooms.keySet()) {
            rooms.computeIfPresent(room, (key, drafts) -> {
                for (Waiting waiting : drafts.underWay) {
                    if (now - waiting.deadline() >= 0) {
                        expired.add(waiting);
                    }
                }
                while (!drafts.queue.isEmpty() && now - drafts.queue.peek().deadline() >= 0) {
                    Waiting waiting = drafts.queue.poll();
                    waitingBytes.addAndGet(-waiting.bytes());
                    expired.add(waiting);
                }
                return drafts;
            });
        }
        expired.forEach(Waiting::unavailable);
    }

    /** Bytes of drafts that wait. */
    long waitingBytes() {
        return waitingBytes.get();
    }
}
