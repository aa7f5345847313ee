package dev.roomcast.javaclient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.roomcast.client.Deletion;
import dev.roomcast.client.Entry;
import dev.roomcast.client.Member;
import dev.roomcast.client.Message;
import dev.roomcast.client.RoomListener;
import dev.roomcast.client.Signal;

/** Keeps what a client tells of one room, and says what of it is not as promised. Safe for many threads. */
final class Reader implements RoomListener {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private List<Member> members = List.of();
    private Signal signal;
    private String removed;
    private int resumptions;
    private int losses;

    @Override
    public synchronized void message(Message message) {
        add(message);
    }

    @Override
    public synchronized void deleted(Deletion deletion) {
        add(deletion);
    }

    @Override
    public synchronized void recovered(String roomId, boolean recovered, String epoch) {
        resumptions += recovered ? 1 : 0;
        losses += recovered ? 0 : 1;
        notifyAll();
    }

    @Override
    public synchronized void members(String roomId, List<Member> now) {
        members = now;
        notifyAll();
    }

    @Override
    public synchronized void signal(Signal heard) {
        signal = heard;
        notifyAll();
    }

    @Override
    public synchronized void removed(String roomId, String reason) {
        removed = reason;
        notifyAll();
    }

    private void add(Entry entry) {
        if (!entries.isEmpty()) {
            Entry last = entries.get(entries.size() - 1);
            if (entry.offset() != last.offset() + 1) {
                violations.add(entry.offset() + " after " + last.offset());
            }
        }
        entries.add(entry);
        notifyAll();
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    synchronized long last() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).offset();
    }

    /** Gaps, doubles, and what came out of order. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized List<Member> members() {
        return members;
    }

    synchronized Signal signal() {
        return signal;
    }

    synchronized String removed() {
        return removed;
    }

    synchronized int resumptions() {
        return resumptions;
    }

    synchronized int losses() {
        return losses;
    }

    /** Waits until it is so; it can only become so by something heard. */
    synchronized void await(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!isSo.getAsBoolean()) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + "; last offset " + last());
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void awaitOffset(long offset) {
        await("offset " + offset, () -> last() >= offset);
    }
}
