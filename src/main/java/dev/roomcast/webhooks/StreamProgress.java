package dev.roomcast.webhooks;

/** How far the delivery of one stream to one target is. Owned by the dispatcher's context. */
final class StreamProgress {

    final int stream;

    /** Whether it is being read or told of. */
    boolean busy;

    /** Whether it waits for its turn. */
    boolean queued;

    /** Whether it was written to while it was busy. */
    boolean again;

    /** Requests in a row that failed. */
    int failures;

    /** The last number of what failed: it is told again as it was. */
    long retryUpTo;

    /** The timer of the next try; -1 where there is none. */
    long timer = -1;

    /** Events that were dropped and not yet told to be. */
    long dropped;

    long waiting;
    long failed;

    StreamProgress(int stream) {
        this.stream = stream;
    }

    boolean isIdle() {
        return !busy && !queued && timer == -1 && failures == 0 && waiting == 0 && failed == 0 && dropped == 0;
    }
}
