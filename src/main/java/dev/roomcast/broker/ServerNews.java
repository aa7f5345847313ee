package dev.roomcast.broker;

/** What concerns all instances. */
public sealed interface ServerNews {

    /**
     * An event for every signed-in connection and guest.
     *
     * @param json the whole event as clients get it, UTF-8
     */
    record ToEveryone(byte[] json) implements ServerNews {}

    /** All connections of a user are to be closed. */
    record Disconnect(String userId) implements ServerNews {}
}
