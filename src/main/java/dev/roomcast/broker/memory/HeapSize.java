package dev.roomcast.broker.memory;

/**
 * What objects take of the heap, in bytes: a 64-bit JVM with compressed references, which are the default up to a heap of
 * 32 GiB. A test compares the sums with what is really in use.
 */
final class HeapSize {

    private static final int ARRAY_HEADER = 16;
    private static final int STRING = 24;
    private static final int ALIGNMENT = 8;
    private static final int LATIN_1 = 0xFF;

    private HeapSize() {}

    /** An array of so many bytes. */
    static long bytes(int length) {
        return aligned(ARRAY_HEADER + (long) length);
    }

    /** An array of so many references or ints. */
    static long slots(int length) {
        return aligned(ARRAY_HEADER + 4L * length);
    }

    /** An array of so many longs. */
    static long longs(int length) {
        return ARRAY_HEADER + 8L * length;
    }

    /** A string: a byte for each char, or two where any is beyond Latin 1. */
    static long string(String text) {
        int width = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LATIN_1) {
                width = 2;
                break;
            }
        }
        return STRING + bytes(width * text.length());
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
