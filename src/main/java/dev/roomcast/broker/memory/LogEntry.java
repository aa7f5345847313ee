package dev.roomcast.broker.memory;

import java.util.Arrays;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.Event;

/** One entry of a log, with what it takes to delete it. Guarded by its log. */
final class LogEntry {

    /** This object, its publication, and its place in the ring, which has up to twice as many as are in use. */
    private static final int OBJECTS = 32 + 40 + 6;

    private static final int RECEIPT = 40;

    private final Author author;

    /** Bytes of the event that are its head: what is left of it when it is deleted begins with the same. */
    private final int headLength;

    private final boolean deletion;
    private Publication publication;
    private Receipt deletedBy;

    LogEntry(Draft draft, Author author, Publication publication) {
        this.author = author;
        this.headLength = draft.head().length;
        this.deletion = draft.isDeletion();
        this.publication = publication;
    }

    Publication publication() {
        return publication;
    }

    Author author() {
        return author;
    }

    boolean isDeletion() {
        return deletion;
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
    long weight() {
        long weight = OBJECTS + HeapSize.bytes(size());
        return deletedBy == null ? weight : weight + RECEIPT + HeapSize.string(deletedBy.messageId());
    }
}
