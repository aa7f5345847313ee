package dev.roomcast.broker;

/**
 * Where a draft went.
 *
 * @param epoch the life of the log
 * @param offset its number
 * @param timestamp when it was stored, milliseconds since 1970
 * @param messageId its message id
 * @param duplicate whether it was there before
 */
public record Receipt(String epoch, long offset, long timestamp, String messageId, boolean duplicate) {

    /** The same receipt for a retry. */
    public Receipt again() {
        return duplicate ? this : new Receipt(epoch, offset, timestamp, messageId, true);
    }
}
