package dev.roomcast.broker.memory;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventRules;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.protocol.UserRef;

/**
 * The events that wait in this process, and end with it. The bounds hold for all streams together; past them the longest
 * stream loses its oldest.
 */
public final class MemoryEventQueue implements EventQueue {

    /** As many as can be delivered side by side. */
    private static final int STREAMS = 8;

    private final EventRules rules;
    private final Clock clock;
    private final String life;
    private final EventStream[] streams = new EventStream[STREAMS];
    private final Set<Integer> written = new TreeSet<>();
    private final Set<String> orders = new TreeSet<>();
    private final Map<String, String> states = new HashMap<>();

    /**
     * @param life names this process among all
     */
    public MemoryEventQueue(EventRules rules, Clock clock, String life) {
        this.rules = rules;
        this.clock = clock;
        this.life = life;
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new EventStream(i, life);
        }
    }

    /** A room was opened or emptied. */
    void room(EventKind kind, String room) {
        if (wants(kind, room)) {
            add(new EventStream.Entry(kind, room, clock.millis(), null, 0, null, null, null));
        }
    }

    /** A connection came; {@code reason} null; or went. */
    void member(EventKind kind, String room, UserRef user, String connectionId, int memberCount, LeaveReason reason) {
        if (wants(kind, room)) {
            Member member = new Member(user, connectionId, memberCount, reason == null ? null : reason.wireName());
            add(new EventStream.Entry(kind, room, clock.millis(), null, 0, null, null, member));
        }
    }

    /** A draft was stored. */
    void stored(Draft draft, String epoch, long offset, long time) {
        EventKind kind = draft.isDeletion() ? EventKind.MESSAGE_DELETED : EventKind.MESSAGE_STORED;
        if (wants(kind, draft.room())) {
            add(new EventStream.Entry(kind, draft.room(), time, epoch, offset, draft.head(), draft.content(), null));
        }
    }

    private boolean wants(EventKind kind, String room) {
        return rules.wanted(room).indexOf(kind.code()) >= 0;
    }

    private synchronized void add(EventStream.Entry entry) {
        int stream = Math.floorMod(entry.room().hashCode(), STREAMS);
        streams[stream].add(entry);
        written.add(stream);
        keepBounds();
    }

    private void keepBounds() {
        while (isOver()) {
            longest().dropOldest();
        }
    }

    private boolean isOver() {
        long count = 0;
        long bytes = 0;
        for (EventStream stream : streams) {
            count += stream.size();
            bytes += stream.bytes();
        }
        // The newest always stays.
        return count > 1
                && (count > rules.bounds().maxPending()
                        || bytes > rules.bounds().maxPendingBytes());
    }

    private EventStream longest() {
        EventStream longest = streams[0];
        for (EventStream stream : streams) {
            if (stream.bytes() > longest.bytes()) {
                longest = stream;
            }
        }
        return longest;
    }

    /** Bytes of heap that what waits takes, about. */
    public synchronized long bytes() {
        long bytes = 0;
        for (EventStream stream : streams) {
            bytes += stream.bytes();
        }
        return bytes;
    }

    @Override
    public int streams() {
        return STREAMS;
    }

    @Override
    public long leadMillis() {
        return Integer.MAX_VALUE;
    }

    @Override
    public synchronized CompletionStage<Signals> lead() {
        Signals signals = new Signals(List.copyOf(written), List.copyOf(orders));
        written.clear();
        orders.clear();
        return done(signals);
    }

    @Override
    public CompletionStage<Void> resign() {
        return done(null);
    }

    @Override
    public synchronized CompletionStage<Run> read(int stream, String target, int max, int maxBytes) {
        return done(streams[stream].read(target, max, maxBytes));
    }

    @Override
    public synchronized CompletionStage<Void> done(int stream, String target, String ofLife, long upTo) {
        if (ofLife.equals(life)) {
            streams[stream].done(target, upTo, rules.targets());
        }
        return done(null);
    }

    @Override
    public synchronized CompletionStage<Long> putAside(int stream, String target, String ofLife, List<Long> numbers) {
        long dropped = streams[stream].putAside(target, numbers, rules.bounds().maxFailed());
        streams[stream].done(target, numbers.get(numbers.size() - 1), rules.targets());
        return done(dropped);
    }

    @Override
    public synchronized CompletionStage<Long> waitAgain(int stream, String target) {
        long left = streams[stream].waitAgain(target);
        written.add(stream);
        keepBounds();
        return done(left);
    }

    @Override
    public synchronized CompletionStage<Void> dropFailed(int stream, String target) {
        streams[stream].dropFailed(target);
        return done(null);
    }

    @Override
    public synchronized CompletionStage<Void> order(String order) {
        orders.add(order);
        return done(null);
    }

    @Override
    public synchronized CompletionStage<Void> tell(Map<String, String> newStates) {
        states.putAll(newStates);
        return done(null);
    }

    @Override
    public synchronized CompletionStage<Map<String, String>> told() {
        return done(Map.copyOf(states));
    }

    private static <T> CompletionStage<T> done(T result) {
        return CompletableFuture.completedFuture(result);
    }
}
