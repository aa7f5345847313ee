package dev.roomcast.client;

import java.time.Instant;

/**
 * Somebody came into a room, or went.
 *
 * @param roomId which room
 * @param user who
 * @param memberCount how many connections are in it now
 * @param timestamp when, by the server's clock
 */
public record MemberChange(String roomId, User user, int memberCount, Instant timestamp) {}
