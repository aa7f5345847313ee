package dev.roomcast.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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
    private final MemoryBroker broker = new MemoryBroker(
            new MemoryBroker.Bounds(MAX_MESSAGES, MAX_ROOM_BYTES, RETENTION.toMillis(), MAX_BYTES, 2_000),
            clock,
            Runnable::run);

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
        AtomicLong all = new AtomicLong();
        MemoryLog log = new MemoryLog("epoch", new MemoryLog.Retention(10, 1_000, 1_000), all, 0);
        log.publish(new Draft("room", "ann", "id", true, new byte[10], new byte[10], 0, false), 0);
        log.shrink();
        log.shrink();
        assertThat(log.isDropped()).isTrue();
        assertThat(all).hasValue(0);
        log.sweep(RETENTION.toMillis());
        assertThat(all).hasValue(0);
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
        clock.pass(Duration.ofMinutes(-5));
        assertThat(say(ANN, "y").timestamp()).isEqualTo(first);
    }

    /** A clock that stands until it is moved. */
    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration duration) {
            now = now.plus(duration);
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
