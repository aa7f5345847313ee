package dev.roomcast.broker.memory;

import java.util.concurrent.atomic.AtomicLong;

import dev.roomcast.protocol.Names;

/** Who wrote entries of logs, and what those take. Shared by all entries of one user. */
final class Author {

    /** All guests pay together: a person can be any number of them. */
    private static final String GUESTS = Names.GUEST_PREFIX;

    private final String userId;
    private final AtomicLong bytes = new AtomicLong();

    Author(String userId) {
        this.userId = userId;
    }

    boolean is(String user) {
        return userId.equals(user);
    }

    /** By whom the author's part of the memory is counted: their user id, or that of all guests. */
    String payer() {
        return isGuest() ? GUESTS : userId;
    }

    boolean isGuest() {
        return userId.startsWith(GUESTS);
    }

    void weigh(long delta) {
        bytes.addAndGet(delta);
    }

    /** Bytes of the heap that the author's entries take. */
    long bytes() {
        return bytes.get();
    }
}
