package dev.roomcast.protocol;

/**
 * A decoded frame: the message, and what any message may carry beside its own fields.
 *
 * @param id what the answer shall carry, or null
 * @param displayName the {@code user} field, or null; it counts only from a guest
 * @param type the type by which it came
 * @param message the message
 */
public record Request(String id, String displayName, ClientMessageType type, ClientMessage message) {}
