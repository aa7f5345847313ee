package dev.roomcast.broker.redis.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Calls that wait to be sent on a connection, in their order. They come in on any thread; all else belongs to one event
 * loop, which takes over what came in now and then.
 */
final class CallQueue {

    /** Calls that may be without an answer; past it, one more is refused at once. */
    private static final int MAX_UNANSWERED = 50_000;

    private final Queue<Pending> inbox = new ConcurrentLinkedQueue<>();
    private final Queue<Pending> urgent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ArrayDeque<Pending> calls = new ArrayDeque<>();

    /** Calls at the head that go one by one: together with others they would not say whose an error is. */
    private int oneByOne;

    /** Adds a call behind the others; false, and it is given up, where there are too many. On any thread. */
    boolean add(Pending call) {
        if (unanswered.get() >= MAX_UNANSWERED) {
            call.giveUp();
            return false;
        }
        count(call);
        inbox.add(call);
        return true;
    }

    /** Adds a call that may overtake the others, since it changes nothing. On any thread. */
    void addFirst(Pending call) {
        count(call);
        urgent.add(call);
    }

    private void count(Pending call) {
        unanswered.incrementAndGet();
        call.answer.whenComplete((answer, failure) -> unanswered.decrementAndGet());
    }

    /** Calls that were not answered yet, sent or not. On any thread. */
    int unanswered() {
        return unanswered.get();
    }

    /** Takes over what came in. */
    void take() {
        for (Pending call = urgent.poll(); call != null; call = urgent.poll()) {
            calls.addFirst(call);
            oneByOne += oneByOne > 0 ? 1 : 0;
        }
        for (Pending call = inbox.poll(); call != null; call = inbox.poll()) {
            calls.add(call);
        }
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Nanoseconds that the next has waited for; 0 where there is none. */
    long oldestAge(long now) {
        return calls.isEmpty() ? 0 : calls.peek().age(now);
    }

    /** Whether the next must go in a write of its own. */
    boolean isNextAlone() {
        return oneByOne > 0 || calls.peek().call.again() == Call.Again.NEVER;
    }

    Pending poll() {
        oneByOne = Math.max(0, oneByOne - 1);
        return calls.poll();
    }

    /**
     * Puts calls before all others.
     *
     * @param apart whether each of them goes in a write of its own
     */
    void putBack(List<Pending> again, boolean apart) {
        oneByOne = apart ? again.size() : 0;
        for (int i = again.size() - 1; i >= 0; i--) {
            calls.addFirst(again.get(i));
        }
    }

    /** Takes out those that are meant, in their order. */
    List<Pending> takeOut(Predicate<Pending> meant) {
        List<Pending> out = new ArrayList<>();
        calls.removeIf(call -> meant.test(call) && out.add(call));
        return out;
    }

    /** Fails what may not go to another store than before. */
    void failAllInAnyOrder() {
        takeOut(call -> call.call.again() == Call.Again.IN_ANY_ORDER)
                .forEach(call -> call.answer.completeExceptionally(new StoreChangedException()));
    }

    /** Takes out all. */
    List<Pending> takeAll() {
        take();
        List<Pending> all = List.copyOf(calls);
        calls.clear();
        return all;
    }

    /** Gives up those that have waited for too long, or all. */
    void giveUp(long now, boolean all) {
        for (Iterator<Pending> each = calls.iterator(); each.hasNext(); ) {
            Pending call = each.next();
            if (all || call.isExpired(now)) {
                call.giveUp();
                each.remove();
            }
        }
    }
}
