package dev.roomcast.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Draft;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.UserRef;

/** The bytes that the memory broker counts are those that the heap loses. */
class MemoryHeapTest {

    private static final Percentage CLOSE = Percentage.withPercentage(20);
    private static final String FOUR_BYTES = "\ud83d\ude00";

    private final MemoryBroker broker = new MemoryBroker(
            new MemoryBroker.Bounds(1_000, 1L << 22, 86_400_000, 1L << 31, 0, 0),
            Clock.systemUTC(),
            () -> System.nanoTime() / 1_000_000,
            Runnable::run);

    /** The smallest of some: others' threads allocate too, and references are cleared one collection later. */
    private static long heap() {
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            smallest = Math.min(
                    smallest,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return smallest;
    }

    private void check(Consumer<MemoryBroker> filled) {
        long before = heap();
        filled.accept(broker);
        long taken = heap() - before;
        assertThat(broker.bytes()).as("counted, of %s bytes of heap", taken).isCloseTo(taken, CLOSE);
    }

    private static void publish(MemoryBroker to, String room, String user, String id, boolean retryable, int length) {
        UserRef author = new UserRef(user, user, false);
        to.publish(new Draft(
                room,
                user,
                user,
                id,
                retryable,
                Event.messageHead(MessageType.ROOM_MESSAGE, room, author, id),
                ('"' + "x".repeat(length) + '"').getBytes(java.nio.charset.StandardCharsets.UTF_8),
                0,
                false));
    }

    @Test
    void ofManyRoomsWithAFewMessages() {
        check(to -> {
            for (int i = 0; i < 40_000; i++) {
                publish(to, "room-" + i % 10_000, "user-" + i % 3_000, "m" + i, false, 20);
            }
        });
    }

    @Test
    void ofFullRooms() {
        check(to -> {
            for (int i = 0; i < 60_000; i++) {
                publish(to, "room-" + i % 50, "user-" + i % 300, "m" + i, false, 100);
            }
        });
    }

    @Test
    void ofMessageIds() {
        check(to -> {
            for (int i = 0; i < 150_000; i++) {
                publish(to, "room-" + i % 10, "user-" + i % 300, "an id that is rather long " + i, true, 1);
            }
        });
    }

    @Test
    void ofRoomsWithLongNamesWhereNothingWasSaid() {
        check(to -> {
            for (int i = 0; i < 10_000; i++) {
                to.position(FOUR_BYTES.repeat(100) + i);
            }
        });
    }

    @Test
    void ofRoomsThatWait() {
        check(to -> {
            for (int i = 0; i < 60_000; i++) {
                to.open("waiting-" + i);
            }
        });
    }

    @Test
    void ofSessions() {
        check(to -> {
            for (int i = 0; i < 1_000; i++) {
                List<String> rooms = new ArrayList<>();
                for (int room = 0; room < 50; room++) {
                    rooms.add(FOUR_BYTES.repeat(50) + room + "-" + i);
                }
                to.remember("user-" + i, rooms);
            }
        });
    }
}
