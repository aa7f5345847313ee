package dev.roomcast.broker.memory;

import java.util.concurrent.atomic.AtomicLong;

import dev.roomcast.broker.Draft;
import dev.roomcast.protocol.Names;

/** Who wrote entries of logs, and what those take. Shared by all entries of one user; of a guest, by those from one address. */
final class Author {

    private final String userId;
    private final String payer;
    private final boolean guest;
    private final AtomicLong bytes = new AtomicLong();

    Author(Draft draft) {
        userId = draft.userId();
        payer = draft.payer();
        guest = userId.startsWith(Names.GUEST_PREFIX);
    }

    /** What the author of a draft is known by. */
    static String key(Draft draft) {
        return draft.userId().equals(draft.payer()) ? draft.userId() : draft.userId() + '\n' + draft.payer();
    }

    boolean is(String user) {
        return userId.equals(user);
    }

    /** By whom the author's part of the memory is counted: as {@link Draft#payer}. */
    String payer() {
        return payer;
    }

    boolean isGuest() {
        return guest;
    }

    void weigh(long delta) {
        bytes.addAndGet(delta);
    }

    /** Bytes of the heap that the author's entries take. */
    long bytes() {
        return bytes.get();
    }
}
