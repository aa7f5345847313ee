package dev.roomcast.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a message is published.
 *
 * @param type {@code room-message} or {@code chat-message}
 * @param messageId one's own, to try again after a restart without a double; one is made where it is empty
 * @param triedAt when it may have left before, in an earlier run; past the server's five minutes it is then looked for
 *     in the history before it goes
 */
public record PublishOptions(String type, Optional<String> messageId, Optional<Instant> triedAt) {

    /** A {@code room-message} with an id of the client's making. */
    public static final PublishOptions DEFAULT = new PublishOptions("room-message", Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException where the type is neither of the two */
    public PublishOptions {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(triedAt, "triedAt");
        if (!type.equals("room-message") && !type.equals("chat-message")) {
            throw new IllegalArgumentException("a message is a room-message or a chat-message, not a " + type);
        }
    }

    /** Of another type. */
    public PublishOptions withType(String other) {
        return new PublishOptions(other, messageId, triedAt);
    }

    /** Under an id of one's own: 1 to 128 characters. */
    public PublishOptions withMessageId(String id) {
        return new PublishOptions(type, Optional.of(id), triedAt);
    }

    /** It may have left before. */
    public PublishOptions withTriedAt(Instant when) {
        return new PublishOptions(type, messageId, Optional.of(when));
    }
}
