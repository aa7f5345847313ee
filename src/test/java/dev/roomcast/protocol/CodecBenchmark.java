package dev.roomcast.protocol;

import java.nio.charset.StandardCharsets;
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
import org.openjdk.jmh.annotations.Warmup;

import dev.roomcast.protocol.MessageWriter.HistoryPart;

/**
 * What one message costs to read and to write: 128 bytes said in one of eight rooms. Each measurement returns what it
 * made.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@State(Scope.Thread)
public class CodecBenchmark {

    private static final int ROOMS = 8;
    private static final int CONTENT_BYTES = 128;
    private static final int PAGE = 50;
    private static final long TIMESTAMP = 1_767_225_600_000L;
    private static final String EPOCH = "01J8ZQ4Y7K";
    private static final UserRef USER = new UserRef("user-4711", "Ada Lovelace", false);

    private final RequestReader reader = new RequestReader(256 * 1_024);
    private final String[] rooms = new String[ROOMS];
    private final String[] requests = new String[ROOMS];
    private final String[] ids = new String[ROOMS];
    private final List<byte[]> page = new ArrayList<>();
    private byte[] content;
    private int turn;

    /** Makes what is read and written. */
    @Setup
    public void prepare() {
        String text = "x".repeat(CONTENT_BYTES);
        content = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ROOMS; i++) {
            rooms[i] = "room-" + i;
            ids[i] = Integer.toString(100_000 + i);
            requests[i] = "{\"type\":\"room-message\",\"id\":\"" + ids[i] + "\",\"roomId\":\"" + rooms[i]
                    + "\",\"content\":\"" + text + "\",\"messageId\":\"message-" + i + "\"}";
        }
        for (int i = 0; i < PAGE; i++) {
            page.add(entry(rooms[0], i + 1L));
        }
    }

    private int next() {
        turn = turn + 1 & ROOMS - 1;
        return turn;
    }

    private byte[] entry(String room, long offset) {
        byte[] head = Event.messageHead(MessageType.ROOM_MESSAGE, room, USER, "message-1");
        return Event.complete(head, offset, TIMESTAMP, content);
    }

    /** A frame that came in, to the request that it is. */
    @Benchmark
    public Request readMessage() throws BadMessageException {
        return reader.read(requests[next()], Sender.SIGNED_IN, unpacked -> {});
    }

    /** The entry of the log that goes to everyone in the room. */
    @Benchmark
    public byte[] writeEntry() {
        int room = next();
        return entry(rooms[room], 1_000_000L + room);
    }

    /** The answer to its sender. */
    @Benchmark
    public byte[] writeAck() {
        int room = next();
        return MessageWriter.write(
                new ServerMessage.PublishAck(rooms[room], 1_000_000L + room, EPOCH, TIMESTAMP, "message-1", false),
                ids[room]);
    }

    /** What all who join get: the last fifty entries, which are JSON already. */
    @Benchmark
    public byte[] writeHistoryTail() {
        return MessageWriter.writeHistoryTail(page);
    }

    /** What one who joins gets before it. */
    @Benchmark
    public byte[] writeHistoryHead() {
        return MessageWriter.writeHistoryHead(new HistoryPart(ids[0], rooms[0], EPOCH, null, true, false));
    }
}
