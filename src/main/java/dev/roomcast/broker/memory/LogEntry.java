package dev.roomcast.broker.memory;

import java.util.Arrays;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.Event;

/** One entry of a log, with what it takes to delete it. Guarded by its log. */
final class LogEntry {

    /** What an entry takes of the heap beside its bytes: four objects and the references to them. */
    private static final int OVERHEAD = 180;

    private final String userId;

    /** Bytes of the event that are its head: what is left of it when it is deleted begins with the same. */
    private final int headLength;

    private final boolean deletion;
    private Publication publication;
    private Receipt deletedBy;

    LogEntry(Draft draft, Publication publication) {
        this.userId = draft.userId();
        this.headLength = draft.head().length;
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
        byte[] head = Arrays.copyOf(publication.json(), headLength);
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
        return OVERHEAD + size();
    }
}
