package dev.roomcast.broker;

import java.util.List;

/** Which events are queued for back ends, and how many at most. On any thread. */
public interface EventRules {

    /** Whether any is: where not, a broker does nothing for events. */
    boolean isOn();

    /** The {@linkplain EventKind#code codes} of what somebody wants to hear of a room; empty for nothing. */
    String wanted(String room);

    /** Names of all that are told. Each has a place of its own in the queue. */
    List<String> targets();

    /** The bounds. */
    Bounds bounds();

    /**
     * How much a queue holds, over all its streams.
     *
     * @param maxPending events that wait; past it, the oldest are dropped
     * @param maxPendingBytes bytes of those
     * @param maxFailed events that were put aside for one target; past it, the oldest are dropped
     */
    record Bounds(int maxPending, long maxPendingBytes, int maxFailed) {}
}
