package dev.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeatTest {

    private final Seat seat = new Seat(new Room(0, "room", 2));

    @Test
    void whatComesInOrderIsRight() {
        assertThat(seat.seen(0, 0, 7)).isNull();
        assertThat(seat.seen(1, 0, 8)).isNull();
        assertThat(seat.seen(0, 1, 9)).isNull();
    }

    @Test
    void aLostMessageIsFoundByItsSendersCount() {
        seat.seen(0, 0, -1);

        assertThat(seat.seen(0, 2, -1)).contains("message 2 of sender 0 where 1 was due");
    }

    @Test
    void aDoubleIsFound() {
        seat.seen(0, 0, -1);

        assertThat(seat.seen(0, 0, -1)).contains("message 0 of sender 0 where 1 was due");
    }

    @Test
    void aGapInTheServersOffsetsIsFound() {
        seat.seen(0, 0, 7);

        assertThat(seat.seen(1, 0, 9)).contains("offset 9 after 7");
    }
}
