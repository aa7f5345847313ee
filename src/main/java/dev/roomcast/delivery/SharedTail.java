package dev.roomcast.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;

/**
 * The end of a message that is the same for many who each get a head of their own: a part of a history, which is large,
 * behind the id of the request, which is not. Encoded once, and compressed once. Counts references, since its bytes are
 * outside the heap. To be called on any thread.
 */
public final class SharedTail extends AbstractReferenceCounted {

    /** RFC 1952, 2.3.1: no name, no time, no hint of the system. */
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** Bytes of the longest block that is not compressed. */
    private static final int MAX_STORED_BLOCK = 0xFFFF;

    private final ByteBuf bytes;
    private volatile byte[] deflated;

    private SharedTail(byte[] json) {
        bytes = PooledByteBufAllocator.DEFAULT.directBuffer(json.length).writeBytes(json);
    }

    /**
     * A tail, which whoever makes it releases.
     *
     * @param json the end of a message, UTF-8, beginning with a whole character
     */
    public static SharedTail of(byte[] json) {
        return new SharedTail(json);
    }

    /** Its bytes uncompressed. */
    public int size() {
        return bytes.readableBytes();
    }

    /** Not the caller's: to keep or send it, retain a duplicate. */
    ByteBuf bytes() {
        return bytes;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * The head and this as gzip. The head goes uncompressed as a block of its own (RFC 1951, 3.2.4), so that what follows
     * is the same bytes for everyone.
     *
     * @param head the beginning of the message, of 65,535 bytes at most
     */
    byte[] gzip(byte[] head) {
        if (head.length > MAX_STORED_BLOCK) {
            throw new IllegalArgumentException("a head of " + head.length + " bytes");
        }
        CRC32 checksum = new CRC32();
        checksum.update(head);
        checksum.update(bytes.nioBuffer());
        byte[] shared = deflated();
        ByteArrayOutputStream gzip = new ByteArrayOutputStream(GZIP_HEADER.length + head.length + shared.length + 13);
        gzip.writeBytes(GZIP_HEADER);
        gzip.write(0);
        writeLittleEndian(gzip, head.length, 2);
        writeLittleEndian(gzip, ~head.length, 2);
        gzip.writeBytes(head);
        gzip.writeBytes(shared);
        writeLittleEndian(gzip, (int) checksum.getValue(), 4);
        writeLittleEndian(gzip, head.length + size(), 4);
        return gzip.toByteArray();
    }

    private static void writeLittleEndian(ByteArrayOutputStream out, int value, int count) {
        for (int i = 0; i < count; i++) {
            out.write(value >>> 8 * i);
        }
    }

    /** Whether it was compressed already. */
    boolean isDeflated() {
        return deflated != null;
    }

    /** Its bytes compressed; by the first who asks. */
    synchronized byte[] deflated() {
        if (deflated == null) {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            try {
                deflater.setInput(bytes.nioBuffer());
                deflater.finish();
                ByteArrayOutputStream out = new ByteArrayOutputStream(size() / 4);
                byte[] chunk = new byte[4_096];
                while (!deflater.finished()) {
                    out.write(chunk, 0, deflater.deflate(chunk));
                }
                deflated = out.toByteArray();
            } finally {
                deflater.end();
            }
        }
        return deflated;
    }

    @Override
    public SharedTail retain() {
        super.retain();
        return this;
    }

    @Override
    public SharedTail touch(Object hint) {
        bytes.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        bytes.release();
    }
}
