package dev.roomcast.client;

import java.time.Instant;

/** What has an offset in a room's log. */
public sealed interface Entry permits Message, Deletion {

    /** In which room. */
    String roomId();

    /** Where in the log; an application that keeps it can {@linkplain JoinOptions#since go on from there}. */
    Position position();

    /** Who did it. */
    User user();

    /** When, by the server's clock. */
    Instant timestamp();

    /** As the sender gave it, or the server made it. */
    String messageId();

    /** Whether it came on joining or had been missed, and was not seen as it happened. */
    boolean replayed();

    /** The offset of {@link #position()}. */
    default long offset() {
        return position().offset();
    }
}
