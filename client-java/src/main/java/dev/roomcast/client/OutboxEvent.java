package dev.roomcast.client;

import java.util.Optional;

/**
 * What became of a message or deletion.
 *
 * @param kind what
 * @param roomId of which room
 * @param messageId which
 * @param unsent how many wait for their ack now
 * @param ack where it was acked
 * @param error where it was rejected
 */
public record OutboxEvent(
        Kind kind, String roomId, String messageId, int unsent, Optional<Ack> ack, Optional<RoomcastException> error) {

    /** What can become of a message. */
    public enum Kind {
        /** It waits to be sent. */
        QUEUED,
        /** The server has stored it. */
        ACKED,
        /** It will not be sent, or not again. */
        REJECTED
    }
}
