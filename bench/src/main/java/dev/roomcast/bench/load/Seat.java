package dev.roomcast.bench.load;

/** What a member has seen of one room: the next thing that it must see follows from it. */
final class Seat {

    final Room room;
    final int[] next;
    long offset = -1;

    Seat(Room room) {
        this.room = room;
        next = room.sequences.clone();
    }

    /**
     * Takes note of a delivery.
     *
     * @param offset the server's number; -1: none
     * @return what is wrong with it; null: nothing
     */
    String seen(int sender, int sequence, long seenOffset) {
        String wrong = null;
        if (sequence != next[sender]) {
            wrong = room.id + ": message " + sequence + " of sender " + sender + " where " + next[sender] + " was due";
        } else if (seenOffset >= 0 && offset >= 0 && seenOffset != offset + 1) {
            wrong = room.id + ": offset " + seenOffset + " after " + offset;
        }
        next[sender] = sequence + 1;
        offset = seenOffset;
        return wrong;
    }
}
