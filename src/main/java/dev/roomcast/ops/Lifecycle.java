package dev.roomcast.ops;

/** Where in its life the server is. */
public interface Lifecycle {

    /** Whether the server is draining: new connections are rejected, and open ones are asked to reconnect elsewhere. */
    boolean draining();

    /**
     * Sends a share of this instance's connections away as a drain would, and goes on. Those that were sent away before and
     * are still there are not counted. Any thread.
     *
     * @param share more than 0 and at most 1
     * @return how many connections were told to go
     */
    int shed(double share);
}
