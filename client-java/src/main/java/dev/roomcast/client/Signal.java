package dev.roomcast.client;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What somebody told those who were in a room at that moment; it is not kept.
 *
 * @param roomId which room
 * @param user who
 * @param content any JSON value but null
 * @param timestamp when, by the server's clock
 */
public record Signal(String roomId, User user, JsonNode content, Instant timestamp) {}
