package dev.roomcast.broker.memory;

/** The entries of one log, found by offset: an unbroken run, added to at the end and dropped from at the beginning. */
final class EntryRing {

    private static final int SMALLEST = 4;

    /** Part of the slots in use at which there are made fewer of them. */
    private static final int SPARSE = 4;

    /** Shared by all that are empty: nothing is ever put into it. */
    private static final LogEntry[] NONE = {};

    private LogEntry[] slots = NONE;
    private long first = 1;
    private int size;

    /** The oldest offset there is; where there is none, the offset that comes next. */
    long first() {
        return first;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The entry of that offset, or null. */
    LogEntry get(long offset) {
        return offset < first || offset >= first + size ? null : slots[slot(offset)];
    }

    LogEntry oldest() {
        return get(first);
    }

    /** Adds the entry whose offset follows the last. */
    void add(LogEntry entry) {
        if (size == slots.length) {
            resize(Math.max(SMALLEST, slots.length * 2));
        }
        slots[slot(first + size)] = entry;
        size++;
    }

    LogEntry dropOldest() {
        int slot = slot(first);
        LogEntry entry = slots[slot];
        slots[slot] = null;
        first++;
        size--;
        if (size == 0) {
            slots = NONE;
        } else if (slots.length > SMALLEST && size <= slots.length / SPARSE) {
            resize(slots.length / 2);
        }
        return entry;
    }

    private void resize(int length) {
        LogEntry[] old = slots;
        int oldMask = old.length - 1;
        slots = new LogEntry[length];
        for (long offset = first; offset < first + size; offset++) {
            slots[slot(offset)] = old[(int) (offset & oldMask)];
        }
    }

    private int slot(long offset) {
        return (int) (offset & (slots.length - 1));
    }
}
