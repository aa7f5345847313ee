package dev.roomcast.delivery;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The last frames of a room's log on one event loop, there only while somebody is being brought up to the live log: it
 * bridges what is said between the last look into the log and the first live frame, also where a writer never pauses.
 */
final class RecentFrames {

    /** Frames kept; more than is said in a room while a page of its log is read. */
    private static final int MAX_FRAMES = 256;

    private static final int MAX_BYTES = 1 << 20;

    private final ArrayDeque<Frame> frames = new ArrayDeque<>(0);
    private int bytes;

    void add(Frame frame) {
        frames.addLast(frame.retain());
        bytes += frame.size();
        while (frames.size() > MAX_FRAMES || bytes > MAX_BYTES) {
            Frame oldest = frames.pollFirst();
            bytes -= oldest.size();
            oldest.release();
        }
    }

    /** Whether every frame from the one after {@code offset} to {@code last} is here. */
    boolean hasAllAfter(long offset, long last) {
        return offset >= last || (!frames.isEmpty() && frames.peekFirst().offset() <= offset + 1);
    }

    /** Bytes of the frames after that offset. */
    long bytesAfter(long offset) {
        long after = 0;
        for (Frame frame : frames) {
            if (frame.offset() > offset) {
                after += frame.size();
            }
        }
        return after;
    }

    /** Calls for each frame after that offset, in order. */
    void forEachAfter(long offset, Consumer<Frame> consumer) {
        for (Frame frame : frames) {
            if (frame.offset() > offset) {
                consumer.accept(frame);
            }
        }
    }

    /** Lets go of all: nobody is held any more, or a life of the log has ended. */
    void release() {
        frames.forEach(Frame::release);
        frames.clear();
        bytes = 0;
    }
}
