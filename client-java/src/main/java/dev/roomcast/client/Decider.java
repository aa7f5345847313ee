package dev.roomcast.client;

/** Is asked about a message that the server refuses, or of which nobody can tell any more whether it was stored. */
@FunctionalInterface
public interface Decider {

    /**
     * Called on a thread of the client's executor, and may block; the room's later messages wait for the answer.
     *
     * @param roomId of which room
     * @param messageId which message or deletion
     * @param error why it was not delivered; {@link ErrorCode#UNCERTAIN} where nobody can tell
     * @return null counts as {@link Decision#DROP}, and so does an exception
     */
    Decision decide(String roomId, String messageId, RoomcastException error);
}
