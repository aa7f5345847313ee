package dev.roomcast.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.roomcast.broker.Draft;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.UserRef;

/** The bytes that the memory broker counts are those that the heap loses. */
class MemoryHeapTest {

    private static final Percentage CLOSE = Percentage.withPercentage(20);
    private static final String FOUR_BYTES = "\ud83d\ude00";

    /** Readings that differ by less show that nothing is left to be collected: a hundredth of what is measured here. */
    private static final long STEADY_BYTES = 100_000;

    private static final int MOST_COLLECTIONS = 4;

    private static MemoryBroker broker() {
        return new MemoryBroker(
                new MemoryBroker.Bounds(1_000, 1L << 22, 86_400_000, 1L << 31, 0, 0),
                Clock.systemUTC(),
                () -> System.nanoTime() / 1_000_000,
                Runnable::run);
    }

    /**
     * The smaller of two readings that hardly differ: others' threads allocate too, and references are cleared one
     * collection later. As few as can be: a collection takes most of a second where servers of other tests are in this JVM.
     */
    private static long heap() {
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            boolean steady = Math.abs(smallest - used) < STEADY_BYTES;
            smallest = Math.min(smallest, used);
            if (steady) {
                break;
            }
        }
        return smallest;
    }

    /** Each kind is measured on top of those before, so that the heap is read once between two of them. */
    @TestFactory
    List<DynamicTest> whatIsCountedIsWhatTheHeapLoses() {
        Map<String, Consumer<MemoryBroker>> kinds = new LinkedHashMap<>();
        kinds.put("many rooms with a few messages", MemoryHeapTest::manyRoomsWithAFewMessages);
        kinds.put("full rooms", MemoryHeapTest::fullRooms);
        kinds.put("message ids", MemoryHeapTest::messageIds);
        kinds.put("rooms with long names where nothing was said", MemoryHeapTest::roomsWithLongNames);
        kinds.put("rooms that wait", MemoryHeapTest::roomsThatWait);
        kinds.put("sessions", MemoryHeapTest::sessions);
        List<DynamicTest> tests = new ArrayList<>();
        long before = heap();
        for (Map.Entry<String, Consumer<MemoryBroker>> kind : kinds.entrySet()) {
            MemoryBroker broker = broker();
            kind.getValue().accept(broker);
            long after = heap();
            long taken = after - before;
            // The test holds the broker, which so stays in memory while the next ones are measured.
            tests.add(DynamicTest.dynamicTest(
                    kind.getKey(),
                    () -> assertThat(broker.bytes())
                            .as("counted, of %s bytes of heap", taken)
                            .isCloseTo(taken, CLOSE)));
            before = after;
        }
        return tests;
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

    private static void manyRoomsWithAFewMessages(MemoryBroker to) {
        for (int i = 0; i < 40_000; i++) {
            publish(to, "room-" + i % 10_000, "user-" + i % 3_000, "m" + i, false, 20);
        }
    }

    private static void fullRooms(MemoryBroker to) {
        for (int i = 0; i < 60_000; i++) {
            publish(to, "room-" + i % 50, "user-" + i % 300, "m" + i, false, 100);
        }
    }

    private static void messageIds(MemoryBroker to) {
        for (int i = 0; i < 150_000; i++) {
            publish(to, "room-" + i % 10, "user-" + i % 300, "an id that is rather long " + i, true, 1);
        }
    }

    private static void roomsWithLongNames(MemoryBroker to) {
        for (int i = 0; i < 10_000; i++) {
            to.position(FOUR_BYTES.repeat(100) + i);
        }
    }

    private static void roomsThatWait(MemoryBroker to) {
        for (int i = 0; i < 60_000; i++) {
            to.open("waiting-" + i);
        }
    }

    private static void sessions(MemoryBroker to) {
        for (int i = 0; i < 3_000; i++) {
            List<String> rooms = new ArrayList<>();
            for (int room = 0; room < 50; room++) {
                rooms.add(FOUR_BYTES.repeat(50) + room + "-" + i);
            }
            to.remember("user-" + i, rooms);
        }
    }
}
