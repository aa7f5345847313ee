package dev.roomcast.broker;

import java.util.concurrent.CompletionStage;

/**
 * The log of each room: what was said, numbered.
 *
 * <p>An <em>epoch</em> names one life of a log; in it <em>offsets</em> count 1, 2, 3 without a hole. Both are needed: a
 * store that lost its data counts from 1 again, and a client that remembers offset 40 of the old life must not take the
 * new offset 41 for the one after it. What is oldest is dropped by count, size and age, so that what is left is always an
 * unbroken run up to the newest.
 */
public interface RoomLog {

    /**
     * Numbers a draft, stores it, and announces it to every subscriber of the room: one atomic step. Where the same user
     * published the same {@code messageId} to the room within {@link #DEDUPLICATION_SECONDS} in this epoch, nothing is
     * stored or announced, and the first receipt is given again as a duplicate.
     *
     * @return the receipt; fails with {@code NOT_FOUND} or {@code NOT_AUTHOR} for a deletion whose target is not there or
     *     is itself a deletion, or belongs to another; with {@code OTHER_EPOCH} where the draft is for another life of
     *     the log; with {@code UNAVAILABLE}, naming the draft's message id, where
     *     the store did not answer and the draft may or may not be stored
     */
    CompletionStage<Receipt> publish(Draft draft);

    /** Where the room's log is now. Begins a life of it where there was none. */
    CompletionStage<Position> position(String room);

    /**
     * Reads a run of entries, oldest first.
     *
     * @param after the offset before the first one wanted; where that one is gone, the run begins with the oldest there is
     * @param upTo the last offset wanted
     * @param maxBytes where the run ends early; at least one entry is given if there is any
     */
    CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes);

    /** How long a {@code messageId} is remembered. */
    int DEDUPLICATION_SECONDS = 300;
}
