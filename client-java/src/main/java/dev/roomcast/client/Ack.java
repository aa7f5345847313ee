package dev.roomcast.client;

import java.time.Instant;

/**
 * The server has stored a message or a deletion.
 *
 * @param roomId in which room
 * @param position where in its log
 * @param timestamp when, by the server's clock
 * @param messageId under which it was sent
 * @param duplicate whether the server said that an earlier try had stored it already; false where one's own copy of the
 *     message came before the server's answer, and stands for it
 */
public record Ack(String roomId, Position position, Instant timestamp, String messageId, boolean duplicate) {}
