package dev.roomcast.client;

import java.util.Optional;

/**
 * A room was joined.
 *
 * @param roomId which room
 * @param memberCount how many connections are in it
 * @param position where its log ended at that moment
 * @param recovered with {@link JoinOptions#since}: whether all that came after follows; empty without it
 */
public record Joined(String roomId, int memberCount, Position position, Optional<Boolean> recovered) {}
