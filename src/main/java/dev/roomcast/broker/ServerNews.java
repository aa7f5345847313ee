package dev.roomcast.broker;

import java.util.Map;

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

    /**
     * What users spent on one instance, for the others to charge them too.
     *
     * @param instance whose report it is
     * @param byUser by user id, amounts in the order of {@code dev.roomcast.limits.Cost}; a newer version may have more
     */
    record Spending(String instance, Map<String, long[]> byUser) implements ServerNews {}
}
