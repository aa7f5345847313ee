package dev.roomcast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.EventQueue.Queued;
import dev.roomcast.broker.EventQueue.Run;
import dev.roomcast.broker.EventQueue.Signals;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.Events;

/** What a broker queues for back ends, whichever it is. */
public abstract class EventQueueContractTest {

    /** Two who are told of everything. */
    protected static final EventRules RULES = new Events(List.of("one", "two"), new EventRules.Bounds(50, 1 << 20, 5));

    private static final UserRef ANN = new UserRef("ann", "Ann \"the\" é", false);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int MANY = 1_000;

    private String room;
    private final Set<Integer> written = new HashSet<>();

    @BeforeEach
    void newRoom() {
        room = "room-" + UUID.randomUUID();
    }

    /** A broker with {@link #RULES}; always the same. */
    protected abstract Broker broker();

    /** Its queue. */
    protected abstract EventQueue queue();

    protected static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_NANOS, TimeUnit.NANOSECONDS)
                .join();
    }

    private Receipt say(String content) {
        byte[] head = "{\"type\":\"room-message\"".getBytes(StandardCharsets.UTF_8);
        byte[] json = content.getBytes(StandardCharsets.UTF_8);
        String id = UUID.randomUUID().toString();
        return get(broker().publish(new Draft(room, "ann", "ann", id, true, head, json, 0, false)));
    }

    private static Member member(String connectionId, UserRef user) {
        return new Member(connectionId, user);
    }

    /** The stream of the room, once something was written to it. */
    private int stream() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < end) {
            Signals signals = get(queue().lead());
            written.addAll(signals.streams());
            for (int stream : written) {
                if (get(queue().read(stream, "one", MANY, 1 << 24)).events().stream()
                        .anyMatch(event -> event.room().equals(room))) {
                    return stream;
                }
            }
        }
        throw new AssertionError("nothing was signalled");
    }

    private Run read(int stream, String target) {
        return get(queue().read(stream, target, MANY, 1 << 24));
    }

    private List<Queued> ofRoom(Run run) {
        return run.events().stream().filter(event -> event.room().equals(room)).toList();
    }

    private static List<String> kinds(List<Queued> events) {
        return events.stream().map(event -> event.kind().wireName()).toList();
    }

    @Test
    void whatHappensInARoomIsQueuedInItsOrder() {
        get(broker().enter(room, member("c1", ANN)));
        get(broker().enter(room, member("c1", ANN)));
        Receipt said = say("{\"text\":\"é\"}");
        byte[] head = "{\"type\":\"message-deleted\"".getBytes(StandardCharsets.UTF_8);
        Receipt deleted =
                get(broker().publish(new Draft(room, "ann", "ann", "d", true, head, null, said.offset(), false)));
        get(broker().leave(room, "c1", LeaveReason.TOKEN_ENDED));
        get(broker().leave(room, "c1", LeaveReason.LEFT));

        List<Queued> events = ofRoom(read(stream(), "one"));

        assertThat(kinds(events))
                .containsExactly(
                        "room-opened",
                        "member-joined",
                        "message-stored",
                        "message-deleted",
                        "member-left",
                        "room-emptied");
        assertThat(events).extracting(Queued::id).doesNotHaveDuplicates();
        assertThat(events.get(1).member()).isEqualTo(new EventQueue.Member(ANN, "c1", 1, null));
        assertThat(events.get(2).epoch()).isEqualTo(said.epoch());
        assertThat(events.get(2).offset()).isEqualTo(said.offset());
        assertThat(events.get(2).time()).isEqualTo(said.timestamp());
        assertThat(new String(events.get(2).content(), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"é\"}");
        assertThat(events.get(3).offset()).isEqualTo(deleted.offset());
        assertThat(events.get(3).content()).isNull();
        assertThat(events.get(4).member()).isEqualTo(new EventQueue.Member(ANN, "c1", 0, "token-ended"));
    }

    @Test
    void aRetryAndWhatIsRefusedAreNotQueued() {
        byte[] head = "{\"type\":\"room-message\"".getBytes(StandardCharsets.UTF_8);
        Draft draft = new Draft(room, "ann", "ann", "id", true, head, head, 0, false);
        get(broker().publish(draft));
        assertThat(get(broker().publish(draft)).duplicate()).isTrue();
        assertThat(broker().publish(new Draft(room, "ann", "ann", "x", true, head, null, 99, false))
                        .toCompletableFuture())
                .failsWithin(20, TimeUnit.SECONDS);
        assertThat(kinds(ofRoom(read(stream(), "one")))).containsExactly("message-stored");
    }

    @Test
    void aGuestWhoSignsInLeavesAndComesAsSomebodyElse() {
        UserRef guest = new UserRef("guest:1", "G", true);
        get(broker().enter(room, member("c1", guest)));
        get(broker().enter(room, member("c1", ANN)));

        List<Queued> events = ofRoom(read(stream(), "one"));

        assertThat(kinds(events)).containsExactly("room-opened", "member-joined", "member-left", "member-joined");
        assertThat(events.get(2).member()).isEqualTo(new EventQueue.Member(guest, "c1", 1, "signed-in"));
        assertThat(events.get(3).member().user()).isEqualTo(ANN);
    }

    @Test
    void aRoomThatIsCreatedIsOpenedOnce() {
        assertThat(get(broker().open(room))).isTrue();
        assertThat(get(broker().open(room))).isFalse();
        get(broker().enter(room, member("c1", ANN)));
        assertThat(kinds(ofRoom(read(stream(), "one")))).containsExactly("room-opened", "member-joined");
    }

    @Test
    void eachTargetHasAPlaceOfItsOwn() {
        say("1");
        say("2");
        int stream = stream();
        Run run = read(stream, "one");
        Queued first = ofRoom(run).get(0);
        Queued second = ofRoom(run).get(1);

        get(queue().done(stream, "one", run.life(), first.number()));
        get(queue().done(stream, "one", "another life", second.number() + 5));

        assertThat(ofRoom(read(stream, "one"))).extracting(Queued::offset).containsExactly(2L);
        assertThat(ofRoom(read(stream, "two"))).extracting(Queued::offset).containsExactly(1L, 2L);
        get(queue().done(stream, "one", run.life(), second.number()));
        get(queue().done(stream, "two", run.life(), second.number()));
        assertThat(read(stream, "two").waiting()).isZero();
        say("3");
        assertThat(ofRoom(read(stream, "two"))).extracting(Queued::offset).containsExactly(3L);
    }

    @Test
    void theOldestAreDroppedAndCountedWhereTooManyWait() {
        say("0");
        int stream = stream();
        Run before = read(stream, "one");
        get(queue().done(stream, "one", before.life(), last(before)));
        get(queue().done(stream, "two", before.life(), last(before)));
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            offsets.add(say("1").offset());
        }

        Run run = read(stream, "one");

        assertThat(run.dropped()).isPositive();
        assertThat(run.waiting()).isLessThanOrEqualTo(50).isEqualTo(run.events().size());
        assertThat(run.dropped() + run.events().size()).isEqualTo(60);
        assertThat(run.events()).extracting(Queued::offset).isEqualTo(offsets.subList((int) run.dropped(), 60));
        assertThat(read(stream, "one").dropped()).as("told once").isZero();
        assertThat(read(stream, "two").dropped()).isEqualTo(run.dropped());
    }

    private static long last(Run run) {
        return run.events().get(run.events().size() - 1).number();
    }

    @Test
    void theBytesThatWaitAreBounded() {
        say("0");
        int stream = stream();
        for (int i = 0; i < 40; i++) {
            say('"' + "x".repeat(60_000) + '"');
        }
        Run run = read(stream, "one");
        assertThat(run.events().stream().mapToLong(Queued::size).sum()).isLessThan(1 << 20);
        assertThat(run.events().size()).isGreaterThan(10);
        assertThat(run.dropped()).isPositive();
    }

    @Test
    void whatIsPutAsideWaitsAgainForItsTargetAloneWithTheIdThatItHad() {
        for (int i = 0; i < 7; i++) {
            say("" + i);
        }
        int stream = stream();
        Run run = read(stream, "one");
        List<Long> numbers = run.events().stream().map(Queued::number).toList();
        List<Queued> mine = ofRoom(run);

        long dropped = get(queue().putAside(stream, "one", run.life(), numbers));

        assertThat(dropped).as("five are kept").isEqualTo(numbers.size() - 5);
        Run after = read(stream, "one");
        assertThat(after.events()).isEmpty();
        assertThat(after.failed()).isEqualTo(5);
        assertThat(ofRoom(read(stream, "two"))).hasSize(7);

        assertThat(get(queue().waitAgain(stream, "one"))).isZero();
        List<Queued> again = ofRoom(read(stream, "one"));
        assertThat(again).extracting(Queued::offset).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(again).extracting(Queued::onlyFor).containsOnly("one");
        assertThat(again)
                .extracting(Queued::id)
                .isEqualTo(mine.subList(2, 7).stream().map(Queued::id).toList());
        assertThat(again.get(0).content()).isEqualTo(mine.get(2).content());

        List<Long> second =
                read(stream, "one").events().stream().map(Queued::number).toList();
        get(queue().putAside(stream, "one", run.life(), second));
        assertThat(get(queue().waitAgain(stream, "one"))).isZero();
        assertThat(ofRoom(read(stream, "one")))
                .extracting(Queued::id)
                .isEqualTo(again.stream().map(Queued::id).toList());

        get(queue().putAside(
                        stream,
                        "one",
                        run.life(),
                        read(stream, "one").events().stream()
                                .map(Queued::number)
                                .toList()));
        get(queue().dropFailed(stream, "one"));
        assertThat(read(stream, "one").failed()).isZero();
    }

    @Test
    void ordersReachWhoDeliversAndStatesReachAll() {
        get(queue().order("retry one"));
        assertThat(get(queue().lead()).orders()).contains("retry one");
        assertThat(get(queue().lead()).orders()).isEmpty();
        get(queue().tell(Map.of("one", "fine")));
        assertThat(get(queue().told())).containsEntry("one", "fine");
    }
}
