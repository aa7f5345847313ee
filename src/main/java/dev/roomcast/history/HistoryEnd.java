package dev.roomcast.history;

/** Called when a history was sent. */
@FunctionalInterface
public interface HistoryEnd {

    /**
     * The history is over.
     *
     * @param failure null where all of it was handed to the socket, or the connection ended; else why the broker failed
     */
    void ended(Throwable failure);
}
