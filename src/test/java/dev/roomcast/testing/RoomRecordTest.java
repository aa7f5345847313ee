package dev.roomcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker is checked: a record that forgives would prove nothing. */
class RoomRecordTest {

    private final RoomRecord record = new RoomRecord("r");

    @BeforeEach
    void join() {
        record.joined(frame("room-joined", "epoch", "e", "offset", 3), false);
    }

    private static Frame frame(String type, Object... fields) {
        return Frame.of(RoomcastClient.message(type, fields).toString());
    }

    private static Frame message(long offset) {
        return frame("room-message", "roomId", "r", "offset", offset, "messageId", "m" + offset);
    }

    private static Frame history(boolean more, long... offsets) {
        List<Map<String, Long>> messages =
                LongStream.of(offsets).mapToObj(o -> Map.of("offset", o)).toList();
        return frame("message-history", "messages", messages, "more", more);
    }

    @Test
    void stepsOfOneAreFine() {
        record.live(message(4));
        record.live(message(5));
        assertThat(record.violations()).isEmpty();
        assertThat(record.last()).isEqualTo(5);
        assertThat(record.entries()).containsOnlyKeys(4L, 5L);
    }

    @Test
    void aGapADoubleAndDisorderAreSeen() {
        record.live(message(5));
        assertThat(record.violations()).singleElement().asString().startsWith("gap");
        record.live(message(5));
        assertThat(record.violations()).hasSize(2).last().asString().startsWith("double");
        record.live(message(4));
        assertThat(record.violations()).hasSize(3);
    }

    @Test
    void aGapInsideABatchIsSeen() {
        record.live(frame("message-batch", "messages", List.of(Map.of("offset", 4), Map.of("offset", 6))));
        assertThat(record.violations()).hasSize(1);
    }

    @Test
    void resumingGoesOnWhereOneWas() {
        record.live(message(4));
        record.disconnected();
        record.joined(frame("room-joined", "epoch", "e", "offset", 9, "recovered", true), true);
        record.history(history(true, 5, 6));
        record.history(history(false, 7));
        record.live(message(8));
        assertThat(record.violations()).isEmpty();
        assertThat(record.resumptions()).isEqualTo(1);
    }

    @Test
    void aLiveMessageAmongTheHistoryIsSeen() {
        record.disconnected();
        record.joined(frame("room-joined", "epoch", "e", "offset", 9, "recovered", true), true);
        record.live(message(4));
        assertThat(record.violations()).hasSize(1);
    }

    @Test
    void anHonestLossIsNoViolationButIsCounted() {
        record.disconnected();
        record.joined(frame("room-joined", "epoch", "new", "offset", 9, "recovered", false), true);
        record.history(history(false, 8, 9));
        assertThat(record.violations()).isEmpty();
        assertThat(record.losses()).isEqualTo(1);
        assertThat(record.epoch()).isEqualTo("new");
    }

    @Test
    void anythingOfARoomOneHasLeftIsSeen() {
        record.left();
        record.live(message(4));
        assertThat(record.violations()).hasSize(1);
    }
}
