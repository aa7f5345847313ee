package dev.roomcast.client;

/**
 * Where in a room's log the reader stands. Entries come by rising offset in steps of one; one that was seen already is
 * dropped, and one that leaves others out shows that the missing ones have to be asked for. Changed on the loop, read by
 * any thread.
 */
final class Cursor {

    enum Judgement {
        NEXT,
        SEEN,
        GAP
    }

    private static final long NOWHERE = -1;

    private String epoch;
    private long offset = NOWHERE;
    private volatile Position position;

    /** @param position null where nothing was seen yet */
    Cursor(Position position) {
        if (position != null) {
            moveTo(position);
        }
    }

    /** What {@code since} says when the room is joined again; null before anything was seen. */
    Position position() {
        return position;
    }

    /** Of the log that is read; empty before it was joined. */
    String epoch() {
        return epoch == null ? "" : epoch;
    }

    /** A log with another epoch is another log: what was seen says nothing about it. */
    void enter(String next) {
        if (!next.equals(epoch)) {
            epoch = next;
            forget();
        }
    }

    /** Begins at a place without asking how it follows on what was seen before. */
    void moveTo(Position next) {
        epoch = next.epoch();
        offset = next.offset();
        position = next;
    }

    /** The reader lost its place: whatever comes next counts as next. */
    void forget() {
        offset = NOWHERE;
        position = null;
    }

    Judgement judge(long next) {
        if (offset == NOWHERE || next == offset + 1) {
            return Judgement.NEXT;
        }
        return next <= offset ? Judgement.SEEN : Judgement.GAP;
    }

    /** Goes on to an entry; returns where that is. */
    Position advance(long next) {
        moveTo(new Position(epoch(), next));
        return position;
    }
}
