package dev.roomcast.ops;

/** Has connections that must be closed before the server ends. */
public interface Drainable {

    /**
     * Tells every connection when to reconnect, and closes it at that moment; until then it is served in full.
     *
     * @param spreadMillis milliseconds over which the moments are spread evenly
     * @return how many connections there are
     */
    int drain(long spreadMillis);

    /**
     * As {@link #drain} for some of those that were not told to go before; new ones are let in as ever.
     *
     * @param share of them, more than 0 and at most 1; at least one goes where there is one
     * @param spreadMillis milliseconds over which the moments are spread evenly
     * @return how many were told to go
     */
    int shed(double share, long spreadMillis);

    /**
     * Waits until all that were told are closed, with their close frames on the way. Not to be called on an event loop.
     *
     * @param millis milliseconds to wait at most
     * @return whether they are
     */
    boolean awaitDrained(long millis);
}
