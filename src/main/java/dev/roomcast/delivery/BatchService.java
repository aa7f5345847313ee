package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.MessageWriter;

/** Makes one frame of several messages of a room, for clients with the feature {@code batch}. */
@ApplicationScoped
public class BatchService {

    /** Bytes of a batch's messages: 64 KiB less what is around them. */
    static final int MAX_BYTES = 65_536 - 1_024;

    private final int maxMessages;
    private final long maxDelayMillis;
    private final DeliveryMetrics metrics;

    /** Reads the settings. */
    @Inject
    public BatchService(RoomcastConfig config, DeliveryMetrics metrics) {
        maxMessages = config.batch().maxMessages() == 0
                ? Integer.MAX_VALUE
                : config.batch().maxMessages();
        maxDelayMillis = config.batch().maxDelay().toMillis();
        this.metrics = metrics;
    }

    int maxMessages() {
        return maxMessages;
    }

    long maxDelayMillis() {
        return maxDelayMillis;
    }

    /** Milliseconds of a clock that never steps. */
    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** One frame of several, in their order. */
    Frame batch(String roomId, List<Frame> frames) {
        List<byte[]> events = new ArrayList<>(frames.size());
        for (Frame frame : frames) {
            events.add(frame.json());
        }
        metrics.batched(frames.size());
        return Frame.of(MessageWriter.writeBatch(roomId, System.currentTimeMillis(), events));
    }
}
