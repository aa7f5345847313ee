package dev.roomcast.broker;

/**
 * Something to be put into a room's log.
 *
 * @param room the room
 * @param userId whose it is: with the message id it makes a retry known
 * @param payer whose part of a broker's memory it counts towards: the user's id; for guests, of whom one person can be any
 *     number, one name for all at an address, which begins as the ids of guests do
 * @param messageId the message's id, never null
 * @param retryable whether the client can know the message id, so that it has to be remembered
 * @param head the entry's JSON up to where the offset goes
 * @param content UTF-8 JSON; null for a deletion
 * @param target for a deletion the offset of what is deleted, else 0
 * @param anyAuthor for a deletion whether the target may be another's
 * @param epoch for a deletion the life of the log that the target's offset counts in; null for whichever there is
 */
public record Draft(
        String room,
        String userId,
        String payer,
        String messageId,
        boolean retryable,
        byte[] head,
        byte[] content,
        long target,
        boolean anyAuthor,
        String epoch) {

    /** One that does not depend on the life of the log. */
    public Draft(
            String room,
            String userId,
            String payer,
            String messageId,
            boolean retryable,
            byte[] head,
            byte[] content,
            long target,
            boolean anyAuthor) {
        this(room, userId, payer, messageId, retryable, head, content, target, anyAuthor, null);
    }

    /** Whether this deletes another entry. */
    public boolean isDeletion() {
        return target > 0;
    }
}
