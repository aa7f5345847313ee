package dev.roomcast.delivery;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

/** A message for one connection: a head of its own, and a tail that is not copied for it. */
final class TailedFrame implements Payload, AutoCloseable {

    private final byte[] head;
    private final SharedTail tail;
    private final ByteBuf bytes;

    /**
     * @param head the beginning of the message, UTF-8
     * @param tail its end; has to stay retained as long as this is used
     */
    TailedFrame(byte[] head, SharedTail tail) {
        this.head = head;
        this.tail = tail;
        ByteBuf own = PooledByteBufAllocator.DEFAULT.directBuffer(Frame.MAX_HEADER + head.length);
        Frame.writeHeader(own, head.length + tail.size());
        own.writeBytes(head);
        bytes = Unpooled.wrappedBuffer(own, tail.bytes().retainedDuplicate());
    }

    @Override
    public ByteBuf bytes() {
        return bytes;
    }

    /** Not packed: nobody else gets these bytes. */
    @Override
    public ByteBuf deflated(CompressionService compression) {
        return bytes;
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
    public void forEachText(Consumer<String> consumer) {
        consumer.accept(new String(head, StandardCharsets.UTF_8) + tail.text());
    }

    @Override
    public void close() {
        bytes.release();
    }
}
