package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;

import dev.roomcast.bench.client.Client;
import dev.roomcast.bench.client.Dialer;
import dev.roomcast.bench.client.Listener;
import dev.roomcast.bench.client.Payload;
import dev.roomcast.bench.client.Position;

/** Members of a room who never read what comes. A server may cut them; each run begins with fresh ones. */
final class Sleepers {

    private static final Duration OPENING = Duration.ofMinutes(1);

    private final Stage stage;
    private final Dialer dialer;
    private final String room;
    private final Payload payload;
    private final int count;
    private final List<Sleeper> sleepers = new ArrayList<>();
    private Admission admission;

    Sleepers(Stage stage, String room, Payload payload, int count) {
        this.stage = stage;
        dialer = new Dialer(stage.generator().loop());
        this.room = room;
        this.payload = payload;
        this.count = count;
    }

    /** Sends the old ones away and lets new ones in. */
    void renew() {
        if (count == 0) {
            return;
        }
        close();
        admission = new Admission(count, Admission.GENTLE, index -> {
            Sleeper sleeper = new Sleeper();
            sleepers.add(sleeper);
            sleeper.client = dialer.dial(
                    stage.fleet().port(index), index, stage.protocol(), sleeper, payload.length(), false, true);
        });
        Waiting.await(stage.generator().call(admission::begin), OPENING, () -> "not all who do not read could join");
    }

    /** Sends them away. */
    void close() {
        stage.generator().run(() -> {
            sleepers.forEach(sleeper -> sleeper.client.abort());
            sleepers.clear();
        });
    }

    /** Reads until it is in, and then no more. */
    private final class Sleeper implements Listener {

        private Client client;

        @Override
        public void greeted() {
            client.join(room, null);
        }

        @Override
        public void joined(Position position) {
            client.stopReading();
            admission.arrived();
        }

        @Override
        public void acked(int number) {}

        @Override
        public void delivered(ByteBuf in, int at, long offset, long now) {}

        @Override
        public void refused(String what) {
            admission.failed(what);
        }

        @Override
        public void closed(String why) {
            admission.failed(why);
        }
    }
}
