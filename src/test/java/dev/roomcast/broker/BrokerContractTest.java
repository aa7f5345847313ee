package dev.roomcast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.broker.RevocationStore.Revocations;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.Await;

/** What every broker has to do. A back end's test extends this and says how to make one. */
public abstract class BrokerContractTest {

    /** Messages that the broker under test keeps of a room. */
    protected static final int MAX_MESSAGES = 100;

    private static final int ALL = Integer.MAX_VALUE;
    private static final UserRef ANN = new UserRef("ann", "Ann", false);
    private static final UserRef BOB = new UserRef("bob", "Bob", false);

    protected final String room = "room-" + UUID.randomUUID();
    private Broker broker;

    /** A broker that keeps {@link #MAX_MESSAGES} a room. */
    protected abstract Broker newBroker();

    @BeforeEach
    void makeBroker() {
        broker = newBroker();
    }

    // --- the log ---

    @Test
    void offsetsCountFromOneWithoutAHole() {
        Position before = get(broker.position(room));
        assertThat(before.last()).isZero();
        assertThat(before.first()).isEqualTo(1);
        for (int i = 1; i <= 5; i++) {
            Receipt receipt = say(ANN, "m" + i);
            assertThat(receipt.offset()).isEqualTo(i);
            assertThat(receipt.epoch()).isEqualTo(before.epoch());
            assertThat(receipt.duplicate()).isFalse();
        }
        assertThat(get(broker.position(room))).isEqualTo(new Position(before.epoch(), 1, 5));
    }

    @Test
    void roomsCountApart() {
        say(ANN, "one");
        say(ANN, "two");
        Receipt other = get(broker.publish(draft("other-" + room, ANN, "m", true, "\"x\"")));
        assertThat(other.offset()).isEqualTo(1);
        assertThat(other.epoch()).isNotEqualTo(get(broker.position(room)).epoch());
    }

    @Test
    void aRunIsReadFromTheOffsetAfterToTheOneNamed() {
        sayMany(10);
        assertThat(offsets(read(3, 7, ALL))).containsExactly(4L, 5L, 6L, 7L);
        assertThat(offsets(read(8, Long.MAX_VALUE, ALL))).containsExactly(9L, 10L);
        assertThat(offsets(read(10, Long.MAX_VALUE, ALL))).isEmpty();
        assertThat(read(0, 0, ALL).position().last()).isEqualTo(10);
    }

    @Test
    void aRunEndsWhereItsBytesEndButHasOneEntryAtLeast() {
        sayMany(10);
        int one = read(0, 1, ALL).entries().get(0).json().length;
        assertThat(offsets(read(0, 10, 3 * one + 3))).containsExactly(1L, 2L, 3L);
        assertThat(offsets(read(4, 10, 1))).containsExactly(5L);
    }

    @Test
    void theOldestGoFirstAndWhatIsLeftIsUnbroken() {
        sayMany(MAX_MESSAGES + 20);
        LogRun run = read(0, Long.MAX_VALUE, ALL);
        assertThat(run.position().first()).isEqualTo(21);
        assertThat(offsets(run))
                .isEqualTo(LongStream.rangeClosed(21, MAX_MESSAGES + 20).boxed().toList());
    }

    @Test
    void contentTravelsAsItCame() {
        String content = "{\"z\": 1.0e400, \"a\":[ true ,null],\"é\":\"\\u00e9\"}";
        get(broker.publish(draft(room, ANN, "m", true, content)));
        assertThat(json(read(0, 1, ALL).entries().get(0))).contains("\"content\":" + content + "}");
    }

    @Test
    void aRetryOfTheSameUserIsStoredOnce() {
        Receipt first = get(broker.publish(draft(room, ANN, "id", true, "1")));
        say(BOB, "between");
        Receipt again = get(broker.publish(draft(room, ANN, "id", true, "1")));
        assertThat(again.duplicate()).isTrue();
        assertThat(again.offset()).isEqualTo(first.offset());
        assertThat(again.timestamp()).isEqualTo(first.timestamp());
        assertThat(again.epoch()).isEqualTo(first.epoch());
        assertThat(get(broker.position(room)).last()).isEqualTo(2);
    }

    @Test
    void theSameMessageIdOfAnotherUserOrRoomIsAnotherMessage() {
        get(broker.publish(draft(room, ANN, "id", true, "1")));
        assertThat(get(broker.publish(draft(room, BOB, "id", true, "1"))).offset())
                .isEqualTo(2);
        assertThat(get(broker.publish(draft("other-" + room, ANN, "id", true, "1")))
                        .duplicate())
                .isFalse();
    }

    @Test
    void aDeletionIsAnEntryAndErasesItsTarget() {
        say(ANN, "secret");
        Receipt deletion = delete(ANN, false, 1);
        assertThat(deletion.offset()).isEqualTo(2);
        List<Publication> entries = read(0, 2, ALL).entries();
        assertThat(json(entries.get(0)))
                .contains("\"deleted\":true", "\"offset\":1")
                .doesNotContain("content")
                .doesNotContain("secret");
        assertThat(json(entries.get(1))).contains("\"type\":\"message-deleted\"", "\"target\":1");
    }

    @Test
    void deletingAgainGivesTheFirstReceiptWhoeverDoesIt() {
        say(ANN, "secret");
        Receipt first = delete(ANN, false, 1);
        Receipt again = delete(BOB, true, 1);
        assertThat(again.duplicate()).isTrue();
        assertThat(again.offset()).isEqualTo(first.offset());
        assertThat(again.messageId()).isEqualTo(first.messageId());
    }

    @Test
    void whatIsAnothersOrNotThereOrADeletionIsNotDeleted() {
        say(ANN, "hers");
        assertRefused(BrokerException.Reason.NOT_AUTHOR, () -> delete(BOB, false, 1));
        assertRefused(BrokerException.Reason.NOT_FOUND, () -> delete(ANN, true, 7));
        delete(BOB, true, 1);
        assertRefused(BrokerException.Reason.NOT_FOUND, () -> delete(ANN, true, 2));
        assertThat(get(broker.position(room)).last()).isEqualTo(2);
    }

    @Test
    void whatWasDeletedAlreadyIsStillOnlyForThoseToDeleteWhoMay() {
        say(ANN, "hers");
        Receipt first = delete(ANN, false, 1);
        assertRefused(BrokerException.Reason.NOT_AUTHOR, () -> delete(BOB, false, 1));
        assertThat(delete(ANN, false, 1).offset()).isEqualTo(first.offset());
    }

    @Test
    void aDeletionForAnotherEpochIsRefusedWhateverItsTarget() {
        Receipt said = say(ANN, "hers");
        assertRefused(BrokerException.Reason.OTHER_EPOCH, () -> delete(ANN, true, 1, "another-epoch"));
        assertRefused(BrokerException.Reason.OTHER_EPOCH, () -> delete(ANN, true, 7, "another-epoch"));
        assertThat(get(broker.position(room)).last()).isEqualTo(1);
        assertThat(delete(ANN, true, 1, said.epoch()).offset()).isEqualTo(2);
        assertRefused(BrokerException.Reason.OTHER_EPOCH, () -> delete(ANN, true, 1, "another-epoch"));
    }

    // --- the bus ---

    @Test
    void aListenerThatFailsHearsOfAnInterruptionAndThePublisherOfNothing() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(2);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>(
                List.of(new OutOfMemoryError("as for a buffer"), new IllegalStateException()));
        Listener listener = new Listener(1) {
            @Override
            public void onPublication(Publication publication) {
                Throwable failure = failures.poll();
                if (failure instanceof Error error) {
                    throw error;
                }
                if (failure instanceof RuntimeException exception) {
                    throw exception;
                }
                super.onPublication(publication);
            }

            @Override
            public void onInterruption() {
                interrupted.countDown();
            }
        };
        get(broker.subscribe(room, listener));
        for (int i = 1; i <= 3; i++) {
            assertThat(say(ANN, "message").offset()).isEqualTo(i);
        }
        listener.await();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.offsets).containsExactly(3L);
        broker.unsubscribe(room);
    }

    @Test
    void aSubscriberHearsOfEachEntryOnceAndInOrder() throws Exception {
        int writers = 8;
        int each = 200;
        Listener listener = new Listener(writers * each);
        get(broker.subscribe(room, listener));
        List<Thread> threads = IntStream.range(0, writers)
                .mapToObj(writer -> new Thread(() -> {
                    UserRef user = new UserRef("writer-" + writer, "W", false);
                    for (int i = 0; i < each; i++) {
                        get(broker.publish(draft(room, user, "m" + i, true, Integer.toString(i))));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        listener.await();
        assertThat(listener.offsets)
                .isEqualTo(LongStream.rangeClosed(1, writers * each).boxed().toList());
    }

    @Test
    void theDraftsOfOneCallerKeepTheirOrderThoughNoneIsWaitedFor() throws Exception {
        int count = 500;
        Listener listener = new Listener(count);
        get(broker.subscribe(room, listener));
        List<CompletionStage<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            receipts.add(broker.publish(draft(room, ANN, "m" + i, true, Integer.toString(i))));
        }
        listener.await();
        for (int i = 0; i < count; i++) {
            assertThat(get(receipts.get(i)).offset()).isEqualTo(i + 1);
            assertThat(listener.json.get(i)).contains("\"content\":" + i + "}");
        }
    }

    @Test
    void aRetryIsNotAnnouncedAgain() throws Exception {
        Listener listener = new Listener(2);
        get(broker.subscribe(room, listener));
        get(broker.publish(draft(room, ANN, "id", true, "1")));
        get(broker.publish(draft(room, ANN, "id", true, "1")));
        say(ANN, "last");
        listener.await();
        assertThat(listener.offsets).containsExactly(1L, 2L);
    }

    @Test
    void newsOfARoomReachItsSubscriber() throws Exception {
        Listener listener = new Listener(1);
        get(broker.subscribe(room, listener));
        RoomNews.Joined news = new RoomNews.Joined(ANN, "c1", 3, 1_000);
        get(broker.announce(room, news));
        listener.await();
        assertThat(listener.news).containsExactly(news);
    }

    // --- presence ---

    @Test
    void aRoomIsOpenFromItsFirstMemberToItsLast() {
        assertThat(get(broker.info(room)).open()).isFalse();
        assertThat(get(broker.enter(room, member("c1", ANN)))).isEqualTo(new PresenceStore.Entered(1, false));
        assertThat(get(broker.enter(room, member("c2", ANN)))).isEqualTo(new PresenceStore.Entered(2, false));
        assertThat(get(broker.enter(room, member("c2", ANN)))).isEqualTo(new PresenceStore.Entered(2, true));
        assertThat(get(broker.info(room))).isEqualTo(new PresenceStore.Info(true, 2));
        assertThat(get(broker.leave(room, "c1"))).isEqualTo(new PresenceStore.Exited(1, true));
        assertThat(get(broker.leave(room, "c1"))).isEqualTo(new PresenceStore.Exited(1, false));
        assertThat(get(broker.leave(room, "c2"))).isEqualTo(new PresenceStore.Exited(0, true));
        assertThat(get(broker.info(room))).isEqualTo(new PresenceStore.Info(false, 0));
    }

    @Test
    void aRoomThatWasOpenedIsOpenThoughNobodyIsIn() {
        assertThat(get(broker.open(room))).isTrue();
        assertThat(get(broker.open(room))).isFalse();
        assertThat(get(broker.info(room))).isEqualTo(new PresenceStore.Info(true, 0));
    }

    @Test
    void theLogGoesOnWhenTheRoomIsOpenedAgain() {
        get(broker.enter(room, member("c1", ANN)));
        Receipt before = say(ANN, "before");
        get(broker.leave(room, "c1"));
        get(broker.enter(room, member("c2", BOB)));
        Receipt after = say(BOB, "after");
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.offset()).isEqualTo(2);
    }

    @Test
    void publishingOpensNothing() {
        say(ANN, "into the void");
        assertThat(get(broker.info(room)).open()).isFalse();
    }

    @Test
    void membersAreListedByUserPageByPage() {
        for (int i = 0; i < 5; i++) {
            get(broker.enter(room, member("a" + i, new UserRef("user-" + i, "U" + i, false))));
        }
        get(broker.enter(room, member("again", new UserRef("user-2", "U2", false))));
        Page<MemberRow> first = get(broker.members(room, 3, null));
        assertThat(first.rows()).extracting(row -> row.user().id()).containsExactly("user-0", "user-1", "user-2");
        assertThat(first.rows()).extracting(MemberRow::connections).containsExactly(1, 1, 2);
        Page<MemberRow> second = get(broker.members(room, 3, first.next()));
        assertThat(second.rows()).extracting(row -> row.user().id()).containsExactly("user-3", "user-4");
        assertThat(second.next()).isNull();
    }

    @Test
    void openRoomsAreListedPageByPageAsFarAsOneMaySeeThem() {
        for (int i = 0; i < 6; i++) {
            get(broker.enter(room + "-" + i, member("c" + i, ANN)));
        }
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            Page<RoomRow> page = get(broker.rooms(2, after, id -> id.startsWith(room) && !id.endsWith("-3")));
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(2);
            page.rows().forEach(row -> seen.add(row.id()));
            after = page.next();
        } while (after != null);
        assertThat(seen).containsExactly(room + "-0", room + "-1", room + "-2", room + "-4", room + "-5");
    }

    @Test
    void aListOfFewRoomsAmongManyDoesNotLookAtAllOfThem() {
        int many = 1_250;
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            rooms.add(room + "-" + (10_000 + i));
        }
        String last = rooms.get(many - 1);
        forAll(rooms, id -> broker.enter(id, member("c", ANN)));

        AtomicInteger looked = new AtomicInteger();
        RoomFilter byPrefix = new RoomFilter() {
            @Override
            public boolean test(String id) {
                looked.incrementAndGet();
                return id.equals(last);
            }

            @Override
            public List<String> prefixes() {
                return List.of("~none", last, room + "-" + 11_249, room + "-1124");
            }
        };
        Page<RoomRow> found = get(broker.rooms(10, null, byPrefix));
        assertThat(found.rows()).extracting(RoomRow::id).containsExactly(last);
        assertThat(found.next()).isNull();
        assertThat(looked.get()).isLessThanOrEqualTo(10);

        RoomFilter byEnd = id -> {
            looked.incrementAndGet();
            return id.equals(last);
        };
        List<RoomRow> rows = new ArrayList<>();
        String after = null;
        int pages = 0;
        do {
            looked.set(0);
            Page<RoomRow> page = get(broker.rooms(10, after, byEnd));
            assertThat(looked.get()).isLessThanOrEqualTo(1_200);
            rows.addAll(page.rows());
            after = page.next();
            pages++;
        } while (after != null);
        assertThat(rows).extracting(RoomRow::id).containsExactly(last);
        assertThat(pages).isGreaterThan(1);
        forAll(rooms, id -> broker.leave(id, "c"));
    }

    private static void forAll(List<String> rooms, Function<String, CompletionStage<?>> action) {
        List<CompletionStage<?>> underWay = new ArrayList<>();
        for (String id : rooms) {
            underWay.add(action.apply(id));
            if (underWay.size() == 100) {
                underWay.forEach(BrokerContractTest::get);
                underWay.clear();
            }
        }
        underWay.forEach(BrokerContractTest::get);
    }

    @Test
    void whatUsersSpentReachesTheListener() throws InterruptedException {
        BlockingQueue<ServerNews> heard = new LinkedBlockingQueue<>();
        broker.listen(heard::add);
        Map<String, long[]> spent =
                Map.of("ann of " + room, new long[] {1, 65_536}, "guest:\u00e9 " + room, new long[] {0});
        get(broker.broadcast(new ServerNews.Spending(room, spent)));
        ServerNews.Spending spending = null;
        while (spending == null) {
            ServerNews news = heard.poll(10, TimeUnit.SECONDS);
            assertThat(news).isNotNull();
            spending =
                    news instanceof ServerNews.Spending some && some.instance().equals(room) ? some : null;
        }
        assertThat(spending.byUser()).containsOnlyKeys(spent.keySet());
        assertThat(spending.byUser().get("ann of " + room)).containsExactly(1, 65_536);
    }

    @Test
    void aUserHasAsManyConnectionsAsTheyMay() {
        UserRef user = new UserRef("u-" + room, "U", false);
        assertThat(get(broker.connect(member("c1", user), 1_000, 2))).isTrue();
        assertThat(get(broker.connect(member("c2", user), 2_000, 2))).isTrue();
        assertThat(get(broker.connect(member("c3", user), 3_000, 2))).isFalse();
        broker.disconnect(member("c1", user));
        assertThat(get(broker.connect(member("c3", user), 3_000, 2))).isTrue();
        assertThat(get(broker.connect(member("c4", user), 3_000, 0))).isTrue();
    }

    @Test
    void whoIsOnlineIsListedOnceSinceTheirFirstSignInAndGuestsAreNot() {
        UserRef user = new UserRef("u-" + room, "U", false);
        UserRef guest = new UserRef("guest:" + room, "G", true);
        get(broker.connect(member("c1", user), 2_000, 0));
        get(broker.connect(member("c2", user), 1_000, 0));
        get(broker.connect(member("c3", guest), 1_000, 0));
        List<OnlineRow> online = new ArrayList<>();
        String after = null;
        do {
            Page<OnlineRow> page = get(broker.online(1, after));
            online.addAll(page.rows());
            after = page.next();
        } while (after != null);
        assertThat(online).contains(new OnlineRow(user.id(), "U", 1_000));
        assertThat(online).filteredOn(row -> row.id().equals(user.id())).hasSize(1);
        assertThat(online).noneMatch(row -> row.id().startsWith("guest:"));
    }

    @Test
    void whoOfSomeIsConnectedIsToldGuestsTooUntilTheyGo() {
        UserRef user = new UserRef("u-" + room, "U", false);
        UserRef guest = new UserRef("guest:" + room, "G", true);
        List<String> asked = List.of(user.id(), "nobody-" + room, guest.id());
        assertThat(get(broker.onlineOf(asked))).isEmpty();
        get(broker.connect(member("c1", user), 2_000, 0));
        get(broker.connect(member("c2", user), 1_000, 0));
        get(broker.connect(member("c3", guest), 3_000, 0));
        assertThat(get(broker.onlineOf(asked)))
                .containsExactlyInAnyOrder(new OnlineRow(user.id(), "U", 1_000), new OnlineRow(guest.id(), "G", 3_000));
        assertThat(get(broker.onlineOf(List.of()))).isEmpty();
        broker.disconnect(member("c2", user));
        broker.disconnect(member("c3", guest));
        Await.until(
                "those who went not to be told of",
                () -> get(broker.onlineOf(asked)).equals(List.of(new OnlineRow(user.id(), "U", 2_000))));
    }

    @Test
    void theRoomsOfASessionAreRemembered() {
        String user = "u-" + room;
        assertThat(get(broker.session(user))).isNull();
        broker.remember(user, List.of("a", "b"));
        assertThat(get(broker.session(user))).containsExactlyInAnyOrder("a", "b");
    }

    // --- revocations ---

    private static final long FAR = Long.MAX_VALUE / 2;

    private static Revocation revocation(String id) {
        return new Revocation(id, "jti-" + id, "ann", "lost \u20ac phone", 1_000, FAR);
    }

    @Test
    void aRevocationIsReadAsItWasWrittenUntilItIsTakenBack() {
        Revocation one = revocation("one-" + room);
        Revocation ofUser = new Revocation("two-" + room, null, "bob", null, 2_000, 3_000);
        get(broker.revoke(one, 0));
        get(broker.revoke(ofUser, 0));
        assertThat(get(broker.revocations(null)).all()).contains(one, ofUser);
        assertThat(get(broker.unrevoke(one.id(), FAR, 0))).isTrue();
        assertThat(get(broker.unrevoke(one.id(), FAR, 0))).isFalse();
        assertThat(get(broker.revocations(null)).all()).contains(ofUser).doesNotContain(one);
        get(broker.unrevoke(ofUser.id(), FAR, 0));
    }

    @Test
    void revocationsAreReadAgainOnlyWhereTheyHaveChanged() {
        Revocation one = revocation("seen-" + room);
        get(broker.revoke(one, 0));
        String version = get(broker.revocations(null)).version();
        assertThat(version).isNotEmpty();
        assertThat(get(broker.revocations(version))).isNull();
        get(broker.unrevoke(one.id(), FAR, 0));
        assertThat(get(broker.revocations(version)).version()).isNotEqualTo(version);
    }

    @Test
    void moreRevocationsThanThereMayBeAreRefusedAndNoneIsLost() {
        Revocation one = revocation("first-" + room);
        get(broker.revoke(one, 0));
        int max = get(broker.revocations(null)).all().size();
        assertRefused(
                BrokerException.Reason.TOO_MANY_REVOCATIONS, () -> get(broker.revoke(revocation("more-" + room), max)));
        get(broker.revoke(one, max));
        assertThat(get(broker.revocations(null)).all()).contains(one).hasSize(max);
        get(broker.unrevoke(one.id(), FAR, 0));
    }

    @Test
    void whatWasTakenBackIsRememberedAndNobodyWritesItAgain() {
        Revocation one = revocation("gone-" + room);
        get(broker.revoke(one, 0));
        get(broker.unrevoke(one.id(), FAR, 0));
        assertThat(get(broker.revocations(null)).takenBack()).containsEntry(one.id(), FAR);
        String version = get(broker.revocations(null)).version();
        assertThat(get(broker.restore(List.of(one), Map.of()))).isFalse();
        assertThat(get(broker.revocations(version))).isNull();
        get(broker.revoke(one, 0));
        assertThat(get(broker.revocations(null)).all()).doesNotContain(one);
        get(broker.forget(List.of(one.id())));
        assertThat(get(broker.revocations(null)).takenBack()).doesNotContainKey(one.id());
    }

    @Test
    void whatTheStoreLacksIsRestoredHoweverMuchItIs() {
        List<Revocation> many = IntStream.range(0, 250)
                .mapToObj(i -> revocation("many-" + i + "-" + room))
                .toList();
        Revocation there = revocation("there-" + room);
        get(broker.revoke(there, 0));
        assertThat(get(broker.restore(many, Map.of(there.id(), FAR)))).isTrue();
        Revocations restored = get(broker.revocations(null));
        assertThat(restored.all()).containsAll(many).doesNotContain(there);
        assertThat(restored.takenBack()).containsEntry(there.id(), FAR);
        assertThat(get(broker.restore(many, Map.of(there.id(), FAR)))).isFalse();
        get(broker.forget(many.stream().map(Revocation::id).toList()));
        get(broker.forget(List.of(there.id())));
        assertThat(get(broker.revocations(restored.version())).all()).doesNotContainAnyElementsOf(many);
    }

    @Test
    void noMoreAreTakenBackThanMayBeRemembered() {
        Revocation one = revocation("one-" + room);
        Revocation two = revocation("two-" + room);
        get(broker.revoke(one, 0));
        get(broker.revoke(two, 0));
        get(broker.unrevoke(one.id(), FAR, 0));
        int max = get(broker.revocations(null)).takenBack().size();
        assertRefused(BrokerException.Reason.TOO_MANY_REVOCATIONS, () -> get(broker.unrevoke(two.id(), FAR, max)));
        assertThat(get(broker.revocations(null)).all()).contains(two);
        assertThat(get(broker.unrevoke(two.id(), FAR, max + 1))).isTrue();
        get(broker.forget(List.of(one.id(), two.id())));
    }

    // --- helpers ---

    protected Receipt say(UserRef user, String text) {
        return get(broker.publish(draft(room, user, UUID.randomUUID().toString(), true, "\"" + text + "\"")));
    }

    private void sayMany(int count) {
        for (int i = 0; i < count; i++) {
            say(ANN, "message " + (char) ('a' + i % 26));
        }
    }

    private Receipt delete(UserRef by, boolean anyAuthor, long target) {
        return delete(by, anyAuthor, target, null);
    }

    private Receipt delete(UserRef by, boolean anyAuthor, long target, String epoch) {
        String id = UUID.randomUUID().toString();
        byte[] head = Event.deletionHead(room, by, id, target);
        return get(broker.publish(new Draft(room, by.id(), by.id(), id, true, head, null, target, anyAuthor, epoch)));
    }

    private LogRun read(long after, long upTo, int maxBytes) {
        return get(broker.read(room, after, upTo, maxBytes));
    }

    private static List<Long> offsets(LogRun run) {
        return run.entries().stream().map(Publication::offset).toList();
    }

    private static String json(Publication publication) {
        return new String(publication.json(), StandardCharsets.UTF_8);
    }

    private static Member member(String connectionId, UserRef user) {
        return new Member(connectionId, user);
    }

    /** A message to be published. */
    protected static Draft draft(String room, UserRef user, String messageId, boolean retryable, String content) {
        return new Draft(
                room,
                user.id(),
                user.id(),
                messageId,
                retryable,
                Event.messageHead(MessageType.ROOM_MESSAGE, room, user, messageId),
                content.getBytes(StandardCharsets.UTF_8),
                0,
                false);
    }

    /** Waits for a stage; what it fails with comes wrapped. */
    protected static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void assertRefused(BrokerException.Reason reason, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    /** Keeps what it hears. */
    private static class Listener implements RoomBus.RoomListener {
        final List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
        final List<String> json = Collections.synchronizedList(new ArrayList<>());
        final List<RoomNews> news = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger interruptions = new AtomicInteger();
        private final CountDownLatch expected;

        Listener(int expected) {
            this.expected = new CountDownLatch(expected);
        }

        void await() throws InterruptedException {
            assertThat(expected.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(interruptions).hasValue(0);
        }

        @Override
        public void onPublication(Publication publication) {
            offsets.add(publication.offset());
            json.add(json(publication));
            expected.countDown();
        }

        private static String json(Publication publication) {
            return new String(publication.json(), StandardCharsets.UTF_8);
        }

        @Override
        public void onNews(RoomNews item) {
            news.add(item);
            expected.countDown();
        }

        @Override
        public void onInterruption() {
            interruptions.incrementAndGet();
        }
    }
}
