package dev.roomcast.policy;

/**
 * What holds in a room.
 *
 * @param historyMaxMessages messages kept, 0 for any number
 * @param historyMaxBytes bytes kept
 * @param retentionMillis how long a message is kept
 * @param presenceEvents whether its members are told who comes and goes
 * @param batchMaxMessages messages of one batch, 0 for any number
 * @param batchMaxDelayMillis how long a message may wait for others
 */
public record RoomPolicy(
        int historyMaxMessages,
        long historyMaxBytes,
        long retentionMillis,
        boolean presenceEvents,
        int batchMaxMessages,
        long batchMaxDelayMillis) {}
