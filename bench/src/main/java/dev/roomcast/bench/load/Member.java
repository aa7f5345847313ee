package dev.roomcast.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;

import dev.roomcast.bench.client.Client;
import dev.roomcast.bench.client.Listener;
import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.client.Position;

/** One of a crowd: joins its rooms once it is greeted, and checks what it gets. */
final class Member implements Listener {

    private final Crowd crowd;
    private final IntObjectHashMap<Seat> seats = new IntObjectHashMap<>(2);
    private Seat last;
    private int joins;
    Client client;

    Member(Crowd crowd) {
        this.crowd = crowd;
    }

    void seat(Room room) {
        last = new Seat(room);
        seats.put(room.number, last);
    }

    @Override
    public void greeted() {
        joins = seats.size();
        for (Seat seat : seats.values()) {
            client.join(seat.room.id, null);
        }
        if (joins == 0) {
            crowd.arrived();
        }
    }

    @Override
    public void joined(Position position) {
        if (--joins == 0) {
            crowd.arrived();
        }
    }

    @Override
    public void acked(int number) {
        crowd.acked(number);
    }

    @Override
    public void delivered(ByteBuf in, int at, long offset, long now) {
        int room = Payload.room(in, at);
        Seat seat = last;
        if (seat == null || seat.room.number != room) {
            seat = seats.get(room);
            if (seat == null) {
                crowd.fault("a message of room " + room + " came to one who is not in it");
                return;
            }
            last = seat;
        }
        String wrong = seat.seen(Payload.sender(in, at), Payload.sequence(in, at), offset);
        if (wrong != null) {
            crowd.fault(wrong);
        }
        crowd.received(Payload.number(in, at), now - Payload.sentAt(in, at));
    }

    @Override
    public void refused(String what) {
        crowd.fault(what);
    }

    @Override
    public void closed(String why) {
        crowd.fault("a connection ended: " + why);
    }
}
