package dev.roomcast.delivery;

import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** Several frames in one buffer, so that each member costs one write however many there are. */
final class JoinedFrames implements Payload, AutoCloseable {

    private final List<Frame> frames;
    private final ByteBuf bytes;

    /**
     * @param frames the frames; they have to stay retained as long as this is used
     */
    JoinedFrames(List<Frame> frames) {
        this.frames = frames;
        int size = 0;
        for (Frame frame : frames) {
            size += frame.size();
        }
        bytes = PooledByteBufAllocator.DEFAULT.directBuffer(size);
        for (Frame frame : frames) {
            ByteBuf one = frame.bytes();
            bytes.writeBytes(one, one.readerIndex(), one.readableBytes());
        }
    }

    @Override
    public ByteBuf bytes() {
        return bytes;
    }

    @Override
    public int size() {
        return bytes.readableBytes();
    }

    @Override
    public int count() {
        return frames.size();
    }

    @Override
    public void forEachText(Consumer<String> consumer) {
        for (Frame frame : frames) {
            frame.forEachText(consumer);
        }
    }

    @Override
    public void close() {
        bytes.release();
    }
}
