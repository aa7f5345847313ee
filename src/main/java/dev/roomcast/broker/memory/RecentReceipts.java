package dev.roomcast.broker.memory;

import dev.roomcast.broker.memory.MessageIdHash.Hash;

/**
 * The message ids that a log remembers, oldest first, each with where its message went: forty bytes each in a ring, and a
 * hash table of places in it. Guarded by its log.
 */
final class RecentReceipts {

    /** The object, beside its arrays. */
    private static final long OBJECT = 40;

    private static final int SMALLEST = 4;

    /** Longs of one: hash, offset, time it was stored, time it was remembered. */
    private static final int WIDTH = 5;

    private static final int LOW = 0;
    private static final int HIGH = 1;
    private static final int OFFSET = 2;
    private static final int TIMESTAMP = 3;
    private static final int AT = 4;

    /** Size from which the arrays are made smaller, as a part of what they have room for. */
    private static final int SPARSE = 8;

    /** Receipts in one array: larger ones would each take a region of the heap for themselves. */
    private static final int CHUNK = 1_024;

    private static final int CHUNK_BITS = 10;

    private long[][] ring = chunks(SMALLEST);

    /** Places in the ring, each plus one; 0 for none. Twice as long as the ring, probed one after another. */
    private int[] table = new int[SMALLEST * 2];

    private int capacity = SMALLEST;
    private int first;
    private int size;

    private static long[][] chunks(int capacity) {
        return new long[Math.max(1, capacity / CHUNK)][Math.min(capacity, CHUNK) * WIDTH];
    }

    private long field(int place, int field) {
        return ring[place >> CHUNK_BITS][(place & CHUNK - 1) * WIDTH + field];
    }

    /** The place of a message id, or -1. Good until something is added or forgotten. */
    int find(Hash id) {
        int mask = table.length - 1;
        for (int at = home(id.low()); table[at] != 0; at = at + 1 & mask) {
            int place = table[at] - 1;
            if (field(place, LOW) == id.low() && field(place, HIGH) == id.high()) {
                return place;
            }
        }
        return -1;
    }

    long offset(int place) {
        return field(place, OFFSET);
    }

    long timestamp(int place) {
        return field(place, TIMESTAMP);
    }

    int size() {
        return size;
    }

    /** When the oldest was remembered. There has to be one. */
    long oldest() {
        return field(first, AT);
    }

    /**
     * Remembers a message id that is not there.
     *
     * @param timestamp when it was stored, milliseconds since 1970
     * @param now a time that never goes back, in milliseconds
     */
    void add(Hash id, long offset, long timestamp, long now) {
        if (size == capacity) {
            resize(capacity * 2);
        }
        int place = first + size & capacity - 1;
        long[] chunk = ring[place >> CHUNK_BITS];
        int at = (place & CHUNK - 1) * WIDTH;
        chunk[at + LOW] = id.low();
        chunk[at + HIGH] = id.high();
        chunk[at + OFFSET] = offset;
        chunk[at + TIMESTAMP] = timestamp;
        chunk[at + AT] = now;
        size++;
        enter(place);
    }

    /** Forgets those that were remembered at that time or before. */
    void forgetUpTo(long time) {
        while (size > 0 && oldest() <= time) {
            forgetOldest();
        }
        int needed = capacity;
        while (needed > SMALLEST && size < needed / SPARSE) {
            needed /= 2;
        }
        if (needed < capacity) {
            resize(needed);
        }
    }

    /** Forgets the older half. */
    void forgetHalf() {
        for (int i = (size + 1) / 2; i > 0; i--) {
            forgetOldest();
        }
        int needed = SMALLEST;
        while (needed < size) {
            needed *= 2;
        }
        resize(needed);
    }

    private void forgetOldest() {
        remove(first);
        first = first + 1 & capacity - 1;
        size--;
    }

    private int home(long low) {
        return (int) low & table.length - 1;
    }

    private void enter(int place) {
        int mask = table.length - 1;
        int at = home(field(place, LOW));
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = place + 1;
    }

    /** Takes a place out of the table, and moves up what stands behind it and could not be found over the hole. */
    private void remove(int place) {
        int mask = table.length - 1;
        int hole = home(field(place, LOW));
        while (table[hole] != place + 1) {
            hole = hole + 1 & mask;
        }
        for (int at = hole + 1 & mask; table[at] != 0; at = at + 1 & mask) {
            int home = home(field(table[at] - 1, LOW));
            if ((at - home & mask) >= (at - hole & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private void resize(int newCapacity) {
        long[][] old = ring;
        int oldFirst = first;
        int oldMask = capacity - 1;
        ring = chunks(newCapacity);
        table = new int[newCapacity * 2];
        capacity = newCapacity;
        first = 0;
        for (int i = 0; i < size; i++) {
            int from = oldFirst + i & oldMask;
            System.arraycopy(
                    old[from >> CHUNK_BITS],
                    (from & CHUNK - 1) * WIDTH,
                    ring[i >> CHUNK_BITS],
                    (i & CHUNK - 1) * WIDTH,
                    WIDTH);
            enter(i);
        }
    }

    /** Bytes of the heap. */
    long weight() {
        return OBJECT
                + HeapSize.slots(ring.length)
                + ring.length * HeapSize.longs(ring[0].length)
                + HeapSize.slots(table.length);
    }
}
