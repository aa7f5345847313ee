package dev.roomcast.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.PresenceStore;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.UserRef;

/** The memory broker keeps the contract, and its own bounds of time and memory. */
class MemoryBrokerTest extends BrokerContractTest {

    private static final UserRef ANN = new UserRef("ann", "Ann", false);
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final long MAX_ROOM_BYTES = 100_000;
    private static final long MAX_BYTES = 1_000_000;

    private final SetClock clock = new SetClock();
    private final MemoryBroker broker = broker(0);

    private MemoryBroker broker(long maxUserBytes) {
        return new MemoryBroker(
                new MemoryBroker.Bounds(
                        MAX_MESSAGES, MAX_ROOM_BYTES, RETENTION.toMillis(), MAX_BYTES, maxUserBytes, 2_000),
                clock,
                clock::steadyMillis,
                Runnable::run);
    }

    @Override
    protected Broker newBroker() {
        return broker;
    }

    @Test
    void whatIsOlderThanTheRetentionIsNeverReturned() {
        say(ANN, "old");
        clock.pass(RETENTION.minusMillis(1));
        say(ANN, "young");
        clock.pass(Duration.ofMillis(1));
        assertThat(get(broker.position(room)).first()).isEqualTo(2);
        assertThat(get(broker.read(room, 0, 9, 9_999)).entries()).hasSize(1);
    }

    @Test
    void aLogWithNothingLeftGoesOnUntilTheRetentionIsOver() {
        Position first = get(broker.position(room));
        say(ANN, "x");
        clock.pass(RETENTION.minusMillis(1));
        broker.sweep();
        assertThat(get(broker.position(room)).epoch()).isEqualTo(first.epoch());
        clock.pass(RETENTION);
        broker.sweep();
        assertThat(get(broker.position(room)).epoch()).isNotEqualTo(first.epoch());
        assertThat(broker.logBytes()).isLessThan(1_000);
    }

    @Test
    void whatIsOverIsLetGoOfEverywhereWithinTenSweepsThoughThereAreManyLogs() {
        for (int i = 0; i < 3_000; i++) {
            get(broker.position("quiet-" + i));
        }
        assertThat(broker.logBytes()).isPositive();
        clock.pass(RETENTION);
        for (int sweep = 0; sweep < 10; sweep++) {
            broker.sweep();
        }
        assertThat(broker.logBytes()).isZero();
    }

    @Test
    void logsWithoutEntriesAreBoundedTooThoughNobodyPublishes() {
        for (int i = 0; i < 10_000; i++) {
            get(broker.position("empty-" + i));
        }
        assertThat(broker.logBytes()).isLessThanOrEqualTo(MAX_BYTES);
    }

    @Test
    void whatADroppedLogWeighedIsTakenOffOnce() {
        MemoryUse use = new MemoryUse(MAX_BYTES);
        MemoryLog.Now start = new MemoryLog.Now(0, 0);
        MemoryLog log = new MemoryLog("room", "epoch", new MemoryLog.Retention(10, 1_000, 1_000), use, start);
        Draft draft = new Draft("room", "ann", "ann", "id", true, new byte[10], new byte[10], 0, false);
        log.publish(draft, new Author(draft), MessageIdHash.random(), 0, () -> 0, null);
        assertThat(use.bytes()).isPositive();
        log.shrink();
        log.dropIfEmpty();
        log.dropIfEmpty();
        assertThat(log.isDropped()).isTrue();
        assertThat(use.bytes()).isZero();
        log.sweep(new MemoryLog.Now(RETENTION.toMillis(), RETENTION.toMillis()), 0);
        assertThat(use.bytes()).isZero();
    }

    @Test
    void aRoomKeepsItsBytesAndNoMore() {
        for (int i = 0; i < 20; i++) {
            say(ANN, "x".repeat(10_000));
        }
        assertThat(get(broker.read(room, 0, 99, Integer.MAX_VALUE)).entries()).hasSize(9);
    }

    @Test
    void allRoomsTogetherKeepTheBoundAndTheQuietestPays() {
        say(ANN, "x".repeat(50_000));
        for (int other = 0; other < 60; other++) {
            clock.pass(Duration.ofMillis(1));
            get(broker.publish(draft("other-" + other, ANN, "m", false, "\"" + "x".repeat(50_000) + "\"")));
            assertThat(broker.logBytes()).isLessThanOrEqualTo(MAX_BYTES);
        }
        assertThat(get(broker.read(room, 0, 9, 9)).entries()).isEmpty();
        assertThat(get(broker.read("other-59", 0, 9, 9)).entries()).hasSize(1);
    }

    @Test
    void whatWasTrimmedKeepsItsEpochSoThatNothingLostIsToldApart() {
        Position before = get(broker.position(room));
        say(ANN, "x".repeat(50_000));
        for (int other = 0; other < 17; other++) {
            clock.pass(Duration.ofMillis(1));
            get(broker.publish(draft("other-" + other, ANN, "m", false, "\"" + "x".repeat(50_000) + "\"")));
        }
        Position after = get(broker.position(room));
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.last()).isEqualTo(1);
    }

    @Test
    void aCrowdIsListedAndCountedLikeAFew() {
        for (int i = 0; i < 50; i++) {
            UserRef user = new UserRef("user-" + i % 40, "of connection " + i, false);
            assertThat(get(broker.enter(room, new Member("c" + i, user))).memberCount())
                    .isEqualTo(i + 1);
            assertThat(get(broker.members(room, 100, null)).rows()).hasSize(Math.min(40, i + 1));
        }
        List<MemberRow> crowd = get(broker.members(room, 2, null)).rows();
        assertThat(crowd.get(0)).isEqualTo(new MemberRow(new UserRef("user-0", "of connection 40", false), 2));
        assertThat(crowd.get(1)).isEqualTo(new MemberRow(new UserRef("user-1", "of connection 41", false), 2));
        for (int i = 0; i < 49; i++) {
            assertThat(get(broker.leave(room, "c" + i))).isEqualTo(new Exited(49 - i, true));
        }
        assertThat(get(broker.members(room, 2, null)).rows())
                .containsExactly(new MemberRow(new UserRef("user-9", "of connection 49", false), 1));
    }

    @Test
    void theNewestOfAUsersNamesIsListedThoughItIsTheOldestConnections() {
        UserRef renamed = new UserRef("ann", "Ann the Second", false);
        get(broker.enter(room, new Member("c1", ANN)));
        get(broker.enter(room, new Member("c2", ANN)));
        assertThat(get(broker.enter(room, new Member("c1", renamed))).wasIn()).isTrue();
        assertThat(get(broker.members(room, 9, null)).rows()).containsExactly(new MemberRow(renamed, 2));
    }

    @Test
    void aMessageIdIsRememberedForFiveMinutes() {
        get(broker.publish(draft(room, ANN, "id", true, "1")));
        clock.pass(Duration.ofSeconds(RoomLog.DEDUPLICATION_SECONDS).minusMillis(1));
        assertThat(get(broker.publish(draft(room, ANN, "id", true, "1"))).duplicate())
                .isTrue();
        clock.pass(Duration.ofMillis(1));
        assertThat(get(broker.publish(draft(room, ANN, "id", true, "1"))).duplicate())
                .isFalse();
    }

    @Test
    void anOpenedRoomWaitsTenMinutesForItsFirstMember() {
        get(broker.open(room));
        clock.pass(Duration.ofSeconds(PresenceStore.EMPTY_ROOM_SECONDS).minusMillis(1));
        assertThat(get(broker.info(room)).open()).isTrue();
        clock.pass(Duration.ofMillis(1));
        assertThat(get(broker.info(room)).open()).isFalse();
        broker.sweep();
        assertThat(get(broker.roomCount())).isZero();
        assertThat(get(broker.open(room))).isTrue();
    }

    @Test
    void aRoomThatWasOpenedAgainWaitsAnew() {
        get(broker.open(room));
        get(broker.open("opened later"));
        clock.pass(Duration.ofSeconds(PresenceStore.EMPTY_ROOM_SECONDS).minusMillis(1));
        get(broker.enter(room, new Member("c", ANN)));
        get(broker.leave(room, "c"));
        get(broker.open(room));
        clock.pass(Duration.ofMillis(1));
        broker.sweep();
        assertThat(get(broker.info(room)).open()).isTrue();
        assertThat(get(broker.roomCount())).isEqualTo(1);
        clock.pass(Duration.ofSeconds(PresenceStore.EMPTY_ROOM_SECONDS));
        broker.sweep();
        assertThat(get(broker.roomCount())).isZero();
    }

    @Test
    void aRoomWithAMemberDoesNotRunOut() {
        get(broker.open(room));
        get(broker.enter(room, new Member("c", ANN)));
        clock.pass(Duration.ofDays(1));
        broker.sweep();
        assertThat(get(broker.info(room)).open()).isTrue();
    }

    @Test
    void timesOfALogNeverGoBack() {
        long first = say(ANN, "x").timestamp();
        clock.stepBack(Duration.ofMinutes(5));
        assertThat(say(ANN, "y").timestamp()).isEqualTo(first);
    }

    // --- who pays where memory is full ---

    private int entriesOf(String ofRoom) {
        return get(broker.read(ofRoom, 0, Long.MAX_VALUE, Integer.MAX_VALUE))
                .entries()
                .size();
    }

    private void fill(Broker into, UserRef by, int rooms) {
        for (int i = 0; i < rooms * 4; i++) {
            clock.pass(Duration.ofMillis(1));
            String text = "\"" + "x".repeat(20_000) + "\"";
            get(into.publish(draft("of-" + by.id() + "-" + i % rooms, by, "m", false, text)));
        }
    }

    @Test
    void whoFillsTheMemoryPaysForItThoughOthersAreQuieter() {
        UserRef ben = new UserRef("ben", "Ben", false);
        for (int i = 0; i < 10; i++) {
            say(ANN, "what Ann said");
        }
        fill(broker, ben, 70);
        assertThat(broker.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(broker.droppedEntries()).isPositive();
        assertThat(entriesOf(room)).isEqualTo(10);
    }

    @Test
    void guestsPayTogetherHoweverManyAPersonIs() {
        for (int i = 0; i < 10; i++) {
            say(ANN, "what Ann said");
        }
        for (int guest = 0; guest < 50; guest++) {
            fill(broker, new UserRef("guest:" + guest, "Guest", true), 2);
        }
        assertThat(broker.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(entriesOf(room)).isEqualTo(10);
    }

    @Test
    void guestsOfOneAddressPayBeforeThoseOfAnotherThoughTheseAreQuieter() {
        for (int i = 0; i < 10; i++) {
            get(broker.publish(fromAddress("192.0.2.1", "quiet", room, 100)));
        }
        for (int guest = 0; guest < 100; guest++) {
            for (int i = 0; i < 20; i++) {
                clock.pass(Duration.ofMillis(1));
                get(broker.publish(fromAddress("198.51.100.7", "" + guest, "flooded-" + guest, 1_000)));
            }
        }
        assertThat(broker.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(broker.droppedEntries()).isPositive();
        assertThat(entriesOf(room)).isEqualTo(10);
    }

    @Test
    void guestsOfManyAddressesPayTogetherBeforeAUser() {
        for (int i = 0; i < 10; i++) {
            get(broker.publish(draft(room, ANN, "m", false, "\"" + "x".repeat(5_000) + "\"")));
        }
        for (int guest = 0; guest < 400; guest++) {
            clock.pass(Duration.ofMillis(1));
            get(broker.publish(fromAddress("192.0.2." + guest, "" + guest, "flooded-" + guest, 20_000)));
        }
        assertThat(broker.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(entriesOf(room)).isEqualTo(10);
    }

    @Test
    void aRoomIsPaidForByGuestsWhereTheyWroteMoreThanAnyUserAndThenByTheAddressThatWroteTheMost() {
        MemoryLog log = new MemoryLog(
                room,
                "epoch",
                new MemoryLog.Retention(MAX_MESSAGES, MAX_ROOM_BYTES, RETENTION.toMillis()),
                new MemoryUse(MAX_BYTES),
                new MemoryLog.Now(0, 0));
        assertThat(log.payer()).isNull();
        publish(log, draft(room, ANN, "m", false, "\"" + "x".repeat(10_000) + "\""));
        publish(log, fromAddress("192.0.2.1", "1", room, 4_000));
        publish(log, fromAddress("192.0.2.2", "2", room, 2_500));
        publish(log, fromAddress("192.0.2.2", "3", room, 2_400));
        assertThat(log.payer().payer()).isEqualTo("ann");
        publish(log, fromAddress("192.0.2.3", "4", room, 2_000));
        assertThat(log.payer().payer()).isEqualTo("guest:192.0.2.2");
    }

    private static void publish(MemoryLog log, Draft draft) {
        log.publish(draft, new Author(draft), MessageIdHash.random(), 0, () -> 0, null);
    }

    private Draft fromAddress(String address, String guest, String toRoom, int length) {
        UserRef by = new UserRef("guest:" + guest, "Guest", true);
        Draft draft = draft(toRoom, by, "m", false, "\"" + "x".repeat(length) + "\"");
        return new Draft(
                toRoom,
                by.id(),
                "guest:" + address,
                draft.messageId(),
                draft.retryable(),
                draft.head(),
                draft.content(),
                draft.target(),
                draft.anyAuthor());
    }

    @Test
    void amongRoomsOfOneUserTheLargestPayFirst() {
        say(ANN, "little");
        fill(broker, ANN, 70);
        assertThat(entriesOf(room)).isEqualTo(1);
    }

    @Test
    void oneUsersMessagesTakeNoMoreThanTheirPartThoughThereIsRoom() {
        MemoryBroker bounded = broker(300_000);
        get(bounded.publish(draft(room, ANN, "a", false, "\"what Ann said\"")));
        fill(bounded, new UserRef("ben", "Ben", false), 10);
        assertThat(bounded.bytes()).isBetween(150_000L, 310_000L);
        assertThat(get(bounded.read(room, 0, 9, 9_999)).entries()).hasSize(1);
    }

    @Test
    void messageIdsPushNoHistoryOut() {
        for (int i = 0; i < 15_000; i++) {
            get(broker.publish(draft(room, ANN, "an id of its own " + i, true, "1")));
            assertThat(broker.receiptBytes()).isLessThanOrEqualTo(MAX_BYTES / 8);
        }
        assertThat(entriesOf(room)).isEqualTo(MAX_MESSAGES);
        assertThat(broker.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(get(broker.publish(draft(room, ANN, "an id of its own 14999", true, "1")))
                        .offset())
                .isEqualTo(15_000);
    }

    @Test
    void rememberedSessionsAreBoundedInBytesAndGuestsPushNoUserOut() {
        List<String> rooms = IntStream.range(0, 128)
                .mapToObj(i -> "\ud83d\ude00".repeat(100) + i)
                .toList();
        broker.remember("ann", List.of("lobby"));
        for (int i = 0; i < 1_000; i++) {
            broker.remember("guest:" + i, rooms);
        }
        assertThat(broker.sessionBytes()).isLessThanOrEqualTo(MAX_BYTES / 16);
        assertThat(get(broker.session("ann"))).containsExactly("lobby");
        broker.remember("ann", List.of());
        assertThat(get(broker.session("ann"))).isEmpty();
        clock.pass(Duration.ofHours(1));
        broker.sweep();
        assertThat(broker.sessionBytes()).isZero();
    }

    @Test
    void roomsThatWaitForAMemberAreBoundedInBytesAndTheNewestStayOpen() {
        for (int i = 0; i < 900; i++) {
            assertThat(get(broker.open("waiting-" + i))).isTrue();
        }
        assertThat(broker.bytes()).isBetween(1L, MAX_BYTES / 32);
        assertThat(get(broker.info("waiting-899")).open()).isTrue();
        assertThat(get(broker.info("waiting-0")).open()).isFalse();
        assertThat(get(broker.enter("waiting-0", new Member("c", ANN))).memberCount())
                .isEqualTo(1);
    }

    @Test
    void aLogThatNobodyWroteToIsKeptForTenMinutesAfterItsLastUse() {
        String epoch = get(broker.position(room)).epoch();
        clock.pass(Duration.ofMinutes(10).minusMillis(1));
        broker.sweep();
        assertThat(get(broker.position(room)).epoch()).isEqualTo(epoch);
        clock.pass(Duration.ofMinutes(10));
        broker.sweep();
        assertThat(broker.logBytes()).isZero();
    }

    // --- clocks ---

    @Test
    void whereTheClockStepsBackMessageIdsAndSessionsAreForgottenInTimeAllTheSame() {
        get(broker.publish(draft(room, ANN, "id", true, "1")));
        broker.remember("ann", List.of(room));
        clock.stepBack(Duration.ofHours(2));
        clock.pass(Duration.ofSeconds(RoomLog.DEDUPLICATION_SECONDS));
        assertThat(get(broker.publish(draft(room, ANN, "id", true, "1"))).duplicate())
                .isFalse();
        clock.pass(Duration.ofHours(1));
        assertThat(get(broker.session("ann"))).isNull();
    }

    @Test
    void whereTheClockStepsBackNothingIsDroppedBeforeItsTime() {
        say(ANN, "kept");
        clock.stepBack(Duration.ofDays(1));
        say(ANN, "kept too");
        clock.pass(RETENTION.minusMillis(1));
        broker.sweep();
        assertThat(entriesOf(room)).isEqualTo(2);
    }

    /** A clock that stands until it is moved. */
    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        private long steadyMillis;

        void pass(Duration duration) {
            now = now.plus(duration);
            steadyMillis += duration.toMillis();
        }

        void stepBack(Duration duration) {
            now = now.minus(duration);
        }

        long steadyMillis() {
            return steadyMillis;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
