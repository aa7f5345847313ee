package dev.roomcast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.roomcast.chaos.RoomAudit.Logged;
import dev.roomcast.chaos.Writer.Written;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.ResumingClient.Ack;
import dev.roomcast.testing.RoomRecord.Entry;

/** The audit finds each breach that it is there for. */
class RoomAuditTest {

    private final TreeMap<Long, Logged> log = new TreeMap<>(Map.of(1L, logged(1), 2L, logged(2), 3L, logged(3)));
    private final TreeMap<Long, Entry> seen = new TreeMap<>(Map.of(1L, entry(1, 1), 2L, entry(2, 2), 3L, entry(3, 3)));

    private static Logged logged(long number) {
        return new Logged("w:" + number, "w", Json.object("writer", "w", "number", number));
    }

    private static Entry entry(long offset, long number) {
        return new Entry(offset, "room-message", "w:" + number, "w");
    }

    private static Written written(long number, long offset, int refusals) {
        return new Written(number, new Ack("w:" + number, offset, "e", false, refusals));
    }

    private RoomAudit audit() {
        return new RoomAudit("room", log);
    }

    @Test
    void whatIsAsPromisedIsNoViolation() {
        RoomAudit audit = audit();
        audit.reader("reader", seen);
        audit.writer("w", List.of(written(1, 1, 0), written(2, 2, 0), written(3, 3, 0)));
        assertThat(audit.violations()).isEmpty();
    }

    @Test
    void aHoleInTheLogIsSeen() {
        log.remove(2L);
        assertThat(audit().violations()).singleElement().asString().contains("3 in place of 2");
    }

    @Test
    void aMessageThatIsStoredTwiceIsSeen() {
        log.put(3L, logged(1));
        RoomAudit audit = audit();
        assertThat(audit.violations()).singleElement().asString().contains("at 1 and 3");
        assertThat(audit.doubled()).isEqualTo(1);
    }

    @Test
    void contentOfAnotherMessageIsSeen() {
        log.put(3L, new Logged("w:3", "w", Json.object("writer", "w", "number", 2)));
        assertThat(audit().violations()).hasSize(1);
    }

    @Test
    void aReaderWhoLacksAnEntryIsSeenAndSoIsTheAckedMessage() {
        seen.remove(2L);
        RoomAudit audit = audit();
        audit.reader("reader", seen);
        assertThat(audit.violations()).singleElement().asString().contains("without [2]");
        audit.writer("w", List.of(written(2, 2, 0)));
        assertThat(audit.lost()).isEqualTo(1);
        assertThat(audit.violations()).hasSize(2);
    }

    @Test
    void aReaderWhoSawAnotherMessageThereIsSeen() {
        seen.put(2L, entry(2, 7));
        RoomAudit audit = audit();
        audit.reader("reader", seen);
        assertThat(audit.violations()).singleElement().asString().contains("w:7");
    }

    @Test
    void anAckOfWhatIsNotInTheLogIsSeen() {
        RoomAudit audit = audit();
        audit.writer("w", List.of(written(4, 4, 0)));
        assertThat(audit.violations()).hasSize(1);
        assertThat(audit.lost()).isEqualTo(1);
    }

    @Test
    void aMessageThatOvertookAnotherIsSeenUnlessTheOtherWasRefusedOnce() {
        log.put(1L, logged(2));
        log.put(2L, logged(1));
        RoomAudit refused = audit();
        refused.writer("w", List.of(written(2, 1, 0), written(1, 2, 1)));
        assertThat(refused.violations()).isEmpty();
        RoomAudit audit = audit();
        audit.writer("w", List.of(written(2, 1, 0), written(1, 2, 0)));
        assertThat(audit.violations()).hasSize(1);
        assertThat(audit.reordered()).isEqualTo(1);
    }
}
