package dev.roomcast.bench.load;

/** One room as the load generator knows it: who writes there, and how much each has written. */
final class Room {

    /** Those who write take turns; more of them would only make the check of the order dearer. */
    private static final int MAX_SENDERS = 16;

    final int number;
    final String id;
    final Member[] senders;
    final int[] sequences;
    int readers;
    int turn;

    Room(int number, String id, int members) {
        this.number = number;
        this.id = id;
        senders = new Member[Math.min(MAX_SENDERS, members)];
        sequences = new int[senders.length];
    }

    /** The member with this index among {@code members} may be one of the senders, who are spread evenly. */
    void offer(int index, int members, Member member) {
        int sender = (int) ((long) index * senders.length / members);
        if (senders[sender] == null) {
            senders[sender] = member;
        }
    }
}
