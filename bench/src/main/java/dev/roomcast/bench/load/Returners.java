package dev.roomcast.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

import io.netty.buffer.ByteBuf;

import dev.roomcast.bench.client.Client;
import dev.roomcast.bench.client.Dialer;
import dev.roomcast.bench.client.Listener;
import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.client.Position;

/** Readers who leave together, and come back together from where each of them stood. */
final class Returners {

    private static final int FAULTS_KEPT = 5;

    private final Stage stage;
    private final Dialer dialer;
    private final Payload payload;
    private final List<Returner> returners = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Admission admission;
    private CompletableFuture<Void> complete;
    private long due;
    private long received;

    /**
     * @param roomId name of the room with a number
     */
    Returners(Stage stage, int clients, int rooms, IntFunction<String> roomId, Payload payload) {
        this.stage = stage;
        this.payload = payload;
        dialer = new Dialer(stage.generator().loop());
        for (int i = 0; i < clients; i++) {
            returners.add(new Returner(roomId.apply(i % rooms)));
        }
    }

    int size() {
        return returners.size();
    }

    /**
     * All join.
     *
     * @param window connections in the making at a time
     */
    CompletableFuture<Void> enter(int window) {
        admission = new Admission(size(), window, this::dial);
        return admission.begin();
    }

    private void dial(int index) {
        Returner returner = returners.get(index);
        returner.client = dialer.dial(
                stage.fleet().port(index), index, stage.protocol(), returner, payload.length(), false, false);
    }

    /** All connections are cut. */
    void leave() {
        returners.forEach(returner -> returner.client.abort());
    }

    /** All come back; done when each has got the messages that it missed. */
    CompletableFuture<Void> comeBack(int missed) {
        faults.clear();
        received = 0;
        due = (long) missed * size();
        complete = new CompletableFuture<>();
        enter(Admission.STORM).whenComplete((done, failure) -> {
            if (failure != null) {
                complete.completeExceptionally(failure);
            }
        });
        return complete;
    }

    String missing() {
        return (due - received) + " of " + due + " missed messages did not come";
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    private void fault(String what) {
        if (faults.size() < FAULTS_KEPT) {
            faults.add(what);
        }
        admission.failed(what);
    }

    /** One reader, in one room with one writer. */
    private final class Returner implements Listener {

        private final String room;
        private Client client;
        private Position position;
        private int next;

        private Returner(String room) {
            this.room = room;
        }

        @Override
        public void greeted() {
            client.join(room, position);
        }

        @Override
        public void joined(Position current) {
            if (position == null) {
                position = current;
            } else if (!position.epoch().equals(current.epoch())) {
                fault(room + " has the epoch " + current.epoch() + " where it had " + position.epoch());
            }
            admission.arrived();
        }

        @Override
        public void acked(int number) {}

        @Override
        public void delivered(ByteBuf in, int at, long offset, long now) {
            int sequence = Payload.sequence(in, at);
            if (sequence != next || offset != position.offset() + 1) {
                fault(room + ": message " + sequence + " with offset " + offset + " where " + next + " with "
                        + (position.offset() + 1) + " was due");
            }
            next = sequence + 1;
            position = new Position(position.epoch(), offset);
            if (++received == due) {
                complete.complete(null);
            }
        }

        @Override
        public void refused(String what) {
            fault(what);
        }

        @Override
        public void closed(String why) {
            fault("a connection ended: " + why);
        }
    }
}
