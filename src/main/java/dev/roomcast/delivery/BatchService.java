package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.policy.RoomPolicy;
import dev.roomcast.protocol.MessageWriter;

/** Makes one frame of several messages of a room, for clients with the feature {@code batch}. */
@ApplicationScoped
public class BatchService {

    /** Bytes of a batch's messages: 64 KiB less what is around them. */
    static final int MAX_BYTES = 65_536 - 1_024;

    private final RoomPolicies policies;
    private final DeliveryMetrics metrics;

    /** Takes what says how each room's messages are gathered. */
    @Inject
    public BatchService(RoomPolicies policies, DeliveryMetrics metrics) {
        this.policies = policies;
        this.metrics = metrics;
    }

    /** How that room's messages are gathered. */
    RoomPolicy policy(String roomId) {
        return policies.of(roomId);
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
