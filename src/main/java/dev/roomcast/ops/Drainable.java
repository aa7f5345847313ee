package dev.roomcast.ops;

/** What holds connections that have to go before the server ends. */
public interface Drainable {

    /**
     * Tells every connection when it has to go, and closes it at that moment; in between it is served in full.
     *
     * @param spreadMillis milliseconds over which the moments are spread evenly
     * @return how many connections there are
     */
    int drain(long spreadMillis);
}
