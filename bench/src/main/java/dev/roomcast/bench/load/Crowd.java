package dev.roomcast.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

import org.HdrHistogram.Histogram;

import dev.roomcast.bench.client.Dialer;
import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.client.Protocol;
import dev.roomcast.bench.server.Fleet;

/**
 * The connections to one server, the rooms they are in, and the books on what they were sent and what they got. Used on
 * the generator's event loop only.
 */
final class Crowd {

    private static final int FAULTS_KEPT = 5;

    /** Messages whose copies are counted down one by one; more than are ever under way. A power of two. */
    private static final int COUNTED_DOWN = 1 << 17;

    private static final long LONGEST_NANOS = 120_000_000_000L;

    private final Dialer dialer;
    private final Fleet fleet;
    private final Protocol protocol;
    private final Payload payload;
    private final boolean deflate;

    private final Member[] members;
    private final Room[] rooms;
    private final int[] outstanding = new int[COUNTED_DOWN];
    private final Histogram latencies = new Histogram(1_000, LONGEST_NANOS, 3);
    private final List<String> faults = new ArrayList<>();

    private Admission admission;
    private int published;
    private int acked;
    private long expected;
    private long received;
    private CompletableFuture<Void> settled;
    private IntConsumer complete;

    /**
     * @param prefix begins the names of its rooms
     */
    Crowd(
            Generator generator,
            Fleet fleet,
            Protocol protocol,
            String prefix,
            Shape shape,
            Payload payload,
            boolean deflate) {
        dialer = new Dialer(generator.loop());
        this.fleet = fleet;
        this.protocol = protocol;
        this.payload = payload;
        this.deflate = deflate;
        members = new Member[shape.connections()];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(this);
        }
        rooms = new Room[shape.rooms()];
        for (int r = 0; r < rooms.length; r++) {
            Room room = new Room(r, prefix + "-" + r, shape.members());
            rooms[r] = room;
            for (int k = 0; k < shape.members(); k++) {
                Member member = members[shape.connection(r, k)];
                member.seat(room);
                room.offer(k, shape.members(), member);
                room.readers++;
            }
        }
    }

    /**
     * Connects all as fast as the server lets them, and lets them join; done when all are where they belong.
     *
     * @param window connections in the making at a time
     */
    CompletableFuture<Void> open(int window) {
        admission = new Admission(members.length, window, this::dial);
        return admission.begin();
    }

    /** Connects one after the other at each {@link #dialNext()}; done when all are where they belong. */
    CompletableFuture<Void> openSlowly() {
        admission = new Admission(members.length, members.length, this::dial);
        return admission.whenAsked();
    }

    /** Connects the next one. */
    void dialNext() {
        admission.dialNext();
    }

    private void dial(int index) {
        Member member = members[index];
        member.client = dialer.dial(fleet.port(index), index, protocol, member, payload.length(), deflate, false);
    }

    /** Ends all connections. */
    void abort() {
        for (Member member : members) {
            if (member.client != null) {
                member.client.abort();
            }
        }
    }

    int rooms() {
        return rooms.length;
    }

    String roomId(int room) {
        return rooms[room].id;
    }

    /** Whether all connections negotiated permessage-deflate. */
    boolean deflating() {
        for (Member member : members) {
            if (!member.client.deflating()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes that all have read from their sockets. */
    long bytesRead() {
        long bytes = 0;
        for (Member member : members) {
            bytes += member.client.bytesRead();
        }
        return bytes;
    }

    /** Lets the next sender of a room say something. */
    void publish(int roomNumber) {
        Room room = rooms[roomNumber];
        int sender = room.turn;
        room.turn = (sender + 1) % room.senders.length;
        int number = published++;
        expected += room.readers;
        outstanding[number & COUNTED_DOWN - 1] = room.readers + 1;
        String text = payload.text(room.number, sender, room.sequences[sender]++, number, System.nanoTime());
        room.senders[sender].client.publish(room.id, number, text);
    }

    /** Who wants to know of each message that has reached everyone and is acknowledged; null: nobody. */
    void onComplete(IntConsumer listener) {
        complete = listener;
    }

    /** Done when everything that was published has reached everyone and is acknowledged. Nothing more is published. */
    CompletableFuture<Void> settle() {
        CompletableFuture<Void> everything = new CompletableFuture<>();
        settled = everything;
        checkSettled();
        return everything;
    }

    private void checkSettled() {
        if (settled != null && received == expected && acked == published) {
            settled.complete(null);
            settled = null;
        }
    }

    /** Begins a new count of latencies and faults. */
    void forget() {
        latencies.reset();
        faults.clear();
    }

    Histogram latencies() {
        return latencies;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** What has not come, for people. */
    String missing() {
        return (expected - received) + " of " + expected + " deliveries and " + (published - acked) + " of " + published
                + " acknowledgements are missing";
    }

    void arrived() {
        admission.arrived();
    }

    void acked(int number) {
        acked++;
        down(number);
        checkSettled();
    }

    void received(int number, long nanos) {
        latencies.recordValue(Math.min(nanos, LONGEST_NANOS));
        received++;
        down(number);
        if (received == expected) {
            checkSettled();
        }
    }

    private void down(int number) {
        if (--outstanding[number & COUNTED_DOWN - 1] == 0 && complete != null) {
            complete.accept(number);
        }
    }

    void fault(String what) {
        if (faults.size() < FAULTS_KEPT) {
            faults.add(what);
        }
        if (admission != null) {
            admission.failed(what);
        }
    }
}
