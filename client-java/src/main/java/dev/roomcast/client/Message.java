package dev.roomcast.client;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message of a room.
 *
 * @param roomId in which room
 * @param position where in the log
 * @param type {@code room-message} or {@code chat-message}
 * @param user who wrote it
 * @param content what the application put into it; null where it was deleted
 * @param timestamp when it was stored, by the server's clock
 * @param messageId as the sender gave it, or the server made it
 * @param deleted whether only its place is left
 * @param replayed whether it came on joining or had been missed
 */
public record Message(
        String roomId,
        Position position,
        String type,
        User user,
        JsonNode content,
        Instant timestamp,
        String messageId,
        boolean deleted,
        boolean replayed)
        implements Entry {}
