package dev.roomcast.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Publication;

/** What waits for the entries before it is bounded for a room and for all, and counted down when it is gone. */
class EarlyEntriesTest {

    private static final int LARGE = 256 * 1024;

    private final AtomicLong bytes = new AtomicLong();
    private final EarlyEntries lobby = new EarlyEntries(bytes);
    private final EarlyEntries cafe = new EarlyEntries(bytes);

    private static Publication entry(String epoch, long offset, int size) {
        return new Publication(epoch, offset, 0, new byte[size]);
    }

    @Test
    void allRoomsTogetherHoldSoManyBytes() {
        for (int offset = 2; offset < 200; offset++) {
            lobby.add(entry("e", offset, LARGE));
            cafe.add(entry("e", offset, LARGE));
        }
        assertThat(bytes).hasValue(EarlyEntries.MAX_BYTES);
        lobby.removeFirst();
        cafe.add(entry("e", 300, LARGE));
        assertThat(bytes).hasValue(EarlyEntries.MAX_BYTES);
        lobby.clear();
        cafe.clear();
        assertThat(bytes).hasValue(0);
    }

    @Test
    void aRoomHoldsSoManyEntries() {
        for (int offset = 0; offset < 2 * EarlyEntries.MAX; offset++) {
            lobby.add(entry("e", offset, 1));
        }
        assertThat(bytes).hasValue(EarlyEntries.MAX);
    }

    @Test
    void whatCameTwiceOrIsOfAnotherLifeIsCountedDown() {
        lobby.add(entry("one", 5, 10));
        lobby.add(entry("one", 5, 10));
        lobby.add(entry("two", 6, 10));
        assertThat(bytes).hasValue(20);
        assertThat(lobby.keepOnly("two")).isTrue();
        assertThat(bytes).hasValue(10);
        assertThat(lobby.first().offset()).isEqualTo(6);
        lobby.removeFirst();
        assertThat(lobby.isEmpty()).isTrue();
        assertThat(bytes).hasValue(0);
    }
}
