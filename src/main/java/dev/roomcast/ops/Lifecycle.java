package dev.roomcast.ops;

/** Where in its life the server is. */
public interface Lifecycle {

    /** Whether the server is on its way out: no more connections are let in, and those there are are sent away. */
    boolean draining();
}
