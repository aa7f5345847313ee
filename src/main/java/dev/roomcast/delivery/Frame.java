package dev.roomcast.delivery;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;

/**
 * A message encoded once, header and all, and shared by everyone it goes to. Counts references, since its bytes are
 * outside the heap: whoever makes one releases it, and whoever hands it to another thread retains it first.
 */
public final class Frame extends AbstractReferenceCounted implements Payload {

    private static final int TEXT_FINAL = 0x81;

    /** {@link #TEXT_FINAL} with the bit that permessage-deflate takes for itself (RFC 7692, 6). */
    private static final int DEFLATED_TEXT_FINAL = 0xC1;

    private static final int SHORT_LENGTH = 125;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;

    /** Bytes of the longest header of a frame that a server sends. */
    static final int MAX_HEADER = 10;

    private final byte[] json;
    private final long offset;
    private final ByteBuf bytes;
    private Frame packed;
    private volatile ByteBuf deflated;
    private String text;

    private Frame(byte[] json, long offset) {
        this.json = json;
        this.offset = offset;
        this.bytes = encode(TEXT_FINAL, json);
    }

    /**
     * A frame that has no place in a log.
     *
     * @param json the message, UTF-8; not to be changed afterwards
     */
    public static Frame of(byte[] json) {
        return new Frame(json, 0);
    }

    /**
     * A frame for an entry of a log.
     *
     * @param json the message, UTF-8; not to be changed afterwards
     * @param offset the entry's offset
     */
    public static Frame of(byte[] json, long offset) {
        return new Frame(json, offset);
    }

    private static ByteBuf encode(int firstByte, byte[] payload) {
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER + payload.length);
        writeHeader(frame, firstByte, payload.length);
        return frame.writeBytes(payload);
    }

    /** Writes the header of a text frame (RFC 6455, 5.2) around so many bytes. */
    static void writeHeader(ByteBuf frame, int length) {
        writeHeader(frame, TEXT_FINAL, length);
    }

    private static void writeHeader(ByteBuf frame, int firstByte, int length) {
        frame.writeByte(firstByte);
        if (length <= SHORT_LENGTH) {
            frame.writeByte(length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(LENGTH_IN_16_BITS).writeShort(length);
        } else {
            frame.writeByte(LENGTH_IN_64_BITS).writeLong(length);
        }
    }

    /** The message, UTF-8. */
    public byte[] json() {
        return json;
    }

    /** The offset of the log's entry that this is; 0 where it is none. */
    long offset() {
        return offset;
    }

    /** This frame for clients with the feature {@code gzip}: itself where packing it does not pay. Packed once. */
    synchronized Frame packed(CompressionService compression) {
        if (packed == null) {
            byte[] compressed = compression.pack(json);
            packed = compressed == null ? this : new Frame(compressed, offset);
        }
        return packed;
    }

    @Override
    public ByteBuf bytes() {
        return bytes;
    }

    @Override
    public ByteBuf deflated(CompressionService compression) {
        ByteBuf made = deflated;
        return made == null ? deflate(compression) : made;
    }

    private synchronized ByteBuf deflate(CompressionService compression) {
        if (deflated == null) {
            byte[] smaller = compression.deflate(json);
            deflated = smaller == null ? bytes : encode(DEFLATED_TEXT_FINAL, smaller);
        }
        return deflated;
    }

    @Override
    public int size() {
        return bytes.readableBytes();
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public synchronized void forEachText(Consumer<String> consumer) {
        if (text == null) {
            text = new String(json, StandardCharsets.UTF_8);
        }
        consumer.accept(text);
    }

    @Override
    public Frame retain() {
        super.retain();
        return this;
    }

    @Override
    public Frame touch(Object hint) {
        bytes.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        bytes.release();
        if (packed != null && packed != this) {
            packed.release();
        }
        if (deflated != null && deflated != bytes) {
            deflated.release();
        }
    }
}
