package dev.roomcast.delivery;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a delivery costs above the socket: frames are made and posted to rooms, and one turn of the event loop hands them
 * to 1,000 members and flushes each. Nanoseconds for each message and member.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@State(Scope.Thread)
public class DrainBenchmark {

    private static final int CONNECTIONS = 1_000;
    private static final int BURST = 8;
    private static final int CONTENT_BYTES = 128;
    private static final String EPOCH = "01J8ZQ4Y7K";

    /** Rooms that the connections are spread over, each in one. */
    @Param({"1", "100"})
    public int rooms;

    /** {@code counts}: no more than the shard itself; {@code channel}: and the pipeline of an embedded Netty channel. */
    @Param({"counts", "channel"})
    public String wire;

    private final Workbench workbench = new Workbench();
    private Sink[] sinks;
    private ShardRoom[] parts;
    private byte[][] entries;
    private long offset;

    /** Lets everyone in. */
    @Setup
    public void join() {
        sinks = new Sink[CONNECTIONS];
        parts = new ShardRoom[rooms];
        entries = new byte[rooms][];
        for (int r = 0; r < rooms; r++) {
            entries[r] = Workbench.entry("room-" + r, CONTENT_BYTES);
            parts[r] = workbench.shard().room("room-" + r);
            parts[r].startAt(EPOCH, 0);
        }
        for (int c = 0; c < CONNECTIONS; c++) {
            sinks[c] = wire.equals("channel") ? new ChannelSink() : new CountingWire();
            ShardRoom room = parts[c % rooms];
            Subscriber member = new Subscriber(workbench.outbox(sinks[c].wire()), "connection-" + c, true);
            room.hold(member);
            room.release(member, EPOCH, 0, () -> {
                throw new IllegalStateException("Nothing was said that could be missed");
            });
        }
    }

    /** One message in each room. */
    @Benchmark
    @OperationsPerInvocation(CONNECTIONS)
    public long one() {
        return say(1);
    }

    /** Eight messages in each room, which go as one write a member. */
    @Benchmark
    @OperationsPerInvocation(CONNECTIONS * BURST)
    public long burst() {
        return say(BURST);
    }

    private long say(int messages) {
        for (int i = 0; i < messages; i++) {
            offset++;
            for (int r = 0; r < rooms; r++) {
                parts[r].post(Frame.of(entries[r], offset), Audience.EVERYONE);
            }
        }
        workbench.turn();
        return sinks[CONNECTIONS - 1].bytes();
    }

    /** Everyone has to have got every byte, or what was measured was something else. */
    @TearDown
    public void check() {
        for (int c = 0; c < CONNECTIONS; c++) {
            Frame frame = Frame.of(entries[c % rooms], 1);
            long expected = offset * frame.size();
            frame.release();
            if (sinks[c].bytes() != expected) {
                throw new IllegalStateException(
                        "Connection " + c + " got " + sinks[c].bytes() + " bytes of " + expected);
            }
        }
    }
}
