package dev.roomcast.room;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Receipt;

/**
 * A broker as one across a network is: what it is asked is begun at once, but its answers come when they come, and some
 * never.
 */
@Alternative
@Singleton
public class UnsteadyBroker extends LossyBroker {

    /** What can be slow, or fail. */
    enum Call {
        ENTER,
        POSITION,
        READ
    }

    private final Map<Call, CompletableFuture<Void>> slow = new ConcurrentHashMap<>();
    private final Map<Call, CompletableFuture<Void>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();
    private volatile CompletableFuture<Void> first;
    private final Set<Call> failing = ConcurrentHashMap.newKeySet();

    /** Answers of that call wait until {@link #answer}; completes when one does. */
    CompletableFuture<Void> keepWaiting(Call call) {
        asked.put(call, new CompletableFuture<>());
        slow.put(call, new CompletableFuture<>());
        return asked.get(call);
    }

    /** Lets the answers of that call come. */
    void answer(Call call) {
        slow.remove(call).complete(null);
    }

    /** The next of these calls fails. */
    void failNext(Call call) {
        failing.add(call);
    }

    /** The next two messages are stored at once: the first is answered, on another thread, while the second is taken. */
    void answerTheNextTwoTogether() {
        together.set(2);
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        CompletionStage<Receipt> stored = super.publish(draft);
        int left = together.getAndUpdate(before -> Math.max(0, before - 1));
        if (left == 2) {
            first = new CompletableFuture<>();
            return stored.thenCombine(first, (receipt, answered) -> receipt);
        }
        if (left == 1) {
            CompletableFuture.runAsync(() -> first.complete(null)).join();
        }
        return stored;
    }

    private <T> CompletionStage<T> unsteady(Call call, CompletionStage<T> answer) {
        if (failing.remove(call)) {
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE));
        }
        CompletableFuture<Void> gate = slow.get(call);
        if (gate == null) {
            return answer;
        }
        asked.get(call).complete(null);
        return answer.thenCombine(gate, (value, opened) -> value);
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        return unsteady(Call.ENTER, super.enter(room, member));
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return unsteady(Call.POSITION, super.position(room));
    }

    /** How often a run of a log was read. */
    int reads() {
        return reads.get();
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        reads.incrementAndGet();
        return unsteady(Call.READ, super.read(room, after, upTo, maxBytes));
    }
}
