package dev.roomcast.client;

import java.time.Instant;

/**
 * Of a message that was deleted.
 *
 * @param roomId in which room
 * @param position of the deletion itself, which is an entry of the log too
 * @param target the offset of the message that is gone
 * @param user who deleted it
 * @param timestamp when, by the server's clock
 * @param messageId of the deletion
 * @param replayed whether it came on joining or had been missed
 */
public record Deletion(
        String roomId, Position position, long target, User user, Instant timestamp, String messageId, boolean replayed)
        implements Entry {}
