package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a frame costs, once for all who get it. What is made is released in the measurement: it lies outside of the heap.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@State(Scope.Thread)
public class FrameBenchmark {

    private static final int JOINED = 8;
    private static final int SHORT_CONTENT = 128;
    private static final int LONG_CONTENT = 2_048;

    private final Workbench workbench = new Workbench();
    private final byte[] small = Workbench.entry("room-1", SHORT_CONTENT);
    private final byte[] large = Workbench.entry("room-1", LONG_CONTENT);
    private final List<Frame> frames = new ArrayList<>();

    /** Makes the frames that are joined. */
    @Setup
    public void prepare() {
        for (int i = 0; i < JOINED; i++) {
            frames.add(Frame.of(Workbench.entry("room-" + i, SHORT_CONTENT), 1));
        }
    }

    /** Releases them. */
    @TearDown
    public void release() {
        frames.forEach(Frame::release);
    }

    /** Plain, with its header: 128 bytes of content. */
    @Benchmark
    public int plain() {
        Frame frame = Frame.of(small, 1);
        int size = frame.size();
        frame.release();
        return size;
    }

    /** And its {@code compressed} form: 2 KiB of content. */
    @Benchmark
    public int gzip() {
        Frame frame = Frame.of(large, 1);
        int size = frame.packed(workbench.compression()).size();
        frame.release();
        return size;
    }

    /** And its form for permessage-deflate: 2 KiB of content. */
    @Benchmark
    public int deflate() {
        Frame frame = Frame.of(large, 1);
        int size = frame.deflated(workbench.compression()).readableBytes();
        frame.release();
        return size;
    }

    /** Eight frames of one tick, as one buffer. */
    @Benchmark
    public int join() {
        try (JoinedFrames joined = new JoinedFrames(frames)) {
            return joined.size();
        }
    }
}
