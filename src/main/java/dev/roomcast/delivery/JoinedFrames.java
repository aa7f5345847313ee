package dev.roomcast.delivery;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Several frames in one buffer, so that each member costs one write however many there are. Belongs to one event loop.
 */
final class JoinedFrames implements Payload, AutoCloseable {

    private final List<Frame> frames;
    private final ByteBuf bytes;
    private ByteBuf deflated;

    /**
     * @param frames the frames; they have to stay retained as long as this is used
     */
    JoinedFrames(List<Frame> frames) {
        this.frames = frames;
        bytes = join(Frame::bytes);
    }

    private ByteBuf join(Function<Frame, ByteBuf> form) {
        int size = 0;
        for (Frame frame : frames) {
            size += form.apply(frame).readableBytes();
        }
        ByteBuf joined = PooledByteBufAllocator.DEFAULT.directBuffer(size);
        for (Frame frame : frames) {
            ByteBuf one = form.apply(frame);
            joined.writeBytes(one, one.readerIndex(), one.readableBytes());
        }
        return joined;
    }

    @Override
    public ByteBuf bytes() {
        return bytes;
    }

    @Override
    public ByteBuf deflated(CompressionService compression) {
        if (deflated == null) {
            deflated = join(frame -> frame.deflated(compression));
        }
        return deflated;
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
        if (deflated != null) {
            deflated.release();
        }
    }
}
