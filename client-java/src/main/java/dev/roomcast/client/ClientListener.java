package dev.roomcast.client;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/** Hears what becomes of a client; called as {@link RoomListener} is, in one order with it. */
public interface ClientListener {

    /** The state is another one now. */
    default void state(State state) {}

    /** Let in as a guest. Keep the key: it makes a later client the same guest. */
    default void guest(User user, String guestKey) {}

    /** The guest key is no good; the client goes on as a new guest. */
    default void guestKeyRefused(RoomcastException error) {}

    /** The server would not have the token. */
    default void authFailed(RoomcastException error) {}

    /** The present token ends then, by the server's clock; a {@link TokenSource} is asked for another by itself. */
    default void tokenExpiring(Instant expiresAt) {}

    /** A message or deletion waits to be sent, was stored, or never will be. */
    default void outbox(OutboxEvent event) {}

    /** What somebody said to all connections of the server: at most once. */
    default void chat(User user, String message, Instant timestamp) {}

    /** What an administrator said to all connections: at most once. */
    default void adminMessage(String from, JsonNode content, Instant timestamp) {}

    /** An error that answers no request of this client's. */
    default void error(RoomcastException error) {}
}
