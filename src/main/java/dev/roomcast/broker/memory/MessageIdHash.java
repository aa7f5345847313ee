package dev.roomcast.broker.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012) under a key of this process: two message ids that differ never
 * have the same hash by chance, and nobody can find two that do. So a message id is remembered in sixteen bytes, however
 * long it is. Safe for many threads.
 */
final class MessageIdHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;

    /** A hash of 128 bits. */
    record Hash(long low, long high) {}

    MessageIdHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** With a key that nobody knows. */
    static MessageIdHash random() {
        SecureRandom random = new SecureRandom();
        return new MessageIdHash(random.nextLong(), random.nextLong());
    }

    Hash of(byte[] text) {
        State state = new State(key0, key1);
        int whole = text.length & ~7;
        for (int i = 0; i < whole; i += 8) {
            state.absorb((long) LONGS.get(text, i));
        }
        long last = (long) text.length << 56;
        for (int i = whole; i < text.length; i++) {
            last |= (text[i] & 0xFFL) << 8 * (i - whole);
        }
        state.absorb(last);
        state.v2 ^= 0xEE;
        state.rounds(4);
        long low = state.sum();
        state.v1 ^= 0xDD;
        state.rounds(4);
        return new Hash(low, state.sum());
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL ^ 0xEE;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void absorb(long word) {
            v3 ^= word;
            rounds(2);
            v0 ^= word;
        }

        void rounds(int count) {
            for (int i = 0; i < count; i++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
        }

        long sum() {
            return v0 ^ v1 ^ v2 ^ v3;
        }
    }
}
