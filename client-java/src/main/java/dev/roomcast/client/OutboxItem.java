package dev.roomcast.client;

import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A message or deletion that is not acknowledged yet. Changed on the loop. */
final class OutboxItem {

    /** Of one that has not left yet. */
    static final long NOT_TRIED = -1;

    final ObjectNode frame;
    final String roomId;
    final String messageId;
    final int bytes;
    final Promise<Ack> promise;
    /** Whose it is; null while nobody has signed in yet. */
    User owner;
    /** When it first left, from then on it may have been stored: by the time of day, and by the loop's clock. */
    long firstTry = NOT_TRIED;

    long firstTryMonotonic;
    /** As whom it left. */
    final Set<String> triedAs = new LinkedHashSet<>();
    /** How far the room had been read when it first left; null where it had not. */
    Position seenTo;

    boolean inFlight;

    OutboxItem(ObjectNode frame, int bytes, Promise<Ack> promise) {
        this.frame = frame;
        this.roomId = frame.path("roomId").asText();
        this.messageId = frame.path("messageId").asText();
        this.bytes = bytes;
        this.promise = promise;
    }

    /** Whether it may have been stored. */
    boolean wasTried() {
        return firstTry != NOT_TRIED;
    }

    void forgetTries() {
        firstTry = NOT_TRIED;
        seenTo = null;
        triedAs.clear();
    }
}
