package dev.roomcast.broker.memory;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.Event;

/** One entry of a log, with what it takes to delete it. Guarded by its log. */
final class LogEntry {

    /** What an entry takes of the heap beside its bytes: five objects and the references to them. */
    private static final int OVERHEAD = 200;

    private final String userId;
    private final byte[] head;
    private final boolean deletion;
    private Publication publication;
    private Receipt deletedBy;

    LogEntry(Draft draft, Publication publication) {
        this.userId = draft.userId();
        this.head = draft.head();
        this.deletion = draft.isDeletion();
        this.publication = publication;
    }

    Publication publication() {
        return publication;
    }

    boolean isDeletion() {
        return deletion;
    }

    boolean isBy(String user) {
        return userId.equals(user);
    }

    /** The receipt of the deletion of this entry, or null. */
    Receipt deletedBy() {
        return deletedBy;
    }

    /** Takes the content away for good. */
    void erase(Receipt by) {
        publication = new Publication(
                publication.epoch(),
                publication.offset(),
                publication.timestamp(),
                Event.tombstone(head, publication.offset(), publication.timestamp()));
        deletedBy = by;
    }

    /** Bytes as clients get them. */
    int size() {
        return publication.json().length;
    }

    /** Bytes of the heap. */
    int weight() {
        return OVERHEAD + head.length + size();
    }
}
