package dev.roomcast.broker;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Remembers for an hour which rooms a user was in last, so that a client that comes back can be told. A hint. */
public interface SessionStore {

    /** How long after its last sign of life a session is remembered. */
    int SESSION_SECONDS = 3_600;

    /** The rooms of the user's last session; null where none is remembered. */
    CompletionStage<List<String>> session(String userId);

    /** Remembers the rooms that a connection of the user is in. */
    void remember(String userId, Collection<String> rooms);
}
