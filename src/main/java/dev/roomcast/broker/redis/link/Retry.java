package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.roomcast.log.EventLog;

/**
 * What becomes of calls that failed. Those that failed for a reason that can pass are gathered until all that was under way
 * with them is answered, with every write that stood behind them, done or not, and are then sent again in their order. So a
 * write never overtakes another, and an {@code enter} that was refused is not carried out after the {@code leave} that
 * followed it. Owned by one event loop.
 */
final class Retry {

    private static final EventLog LOG = EventLog.of(Retry.class);

    /** What has to be done before calls are sent again. Where they differ, the last of these is done. */
    enum Cure {
        NOTHING,
        WAIT,
        LOAD_SCRIPTS,
        RECONNECT
    }

    private final LinkMetrics metrics;
    private final RefusalWatch refusals;
    private final List<Pending> calls = new ArrayList<>();

    /** Slots of which a node said that they are another's. */
    private final Set<Integer> movedSlots = new HashSet<>();

    private Cure cure;

    /** Whether nobody knows which of the calls failed. */
    private boolean unclear;

    Retry(LinkMetrics metrics, RefusalWatch refusals) {
        this.metrics = metrics;
        this.refusals = refusals;
    }

    /** Whether there is anything to send again; until then nothing else may be sent. */
    boolean isDue() {
        return cure != null;
    }

    Cure cure() {
        return cure;
    }

    /** Redis answered a call with an error: it is sent again, or fails for good. */
    void failed(Pending call, Throwable error) {
        switch (ReplyError.of(error.getMessage())) {
            case PASSES -> {
                refusals.refused();
                add(call, Cure.WAIT);
            }
            case RECONNECT -> add(call, Cure.RECONNECT);
            case UNKNOWN_SCRIPT -> add(call, Cure.LOAD_SCRIPTS);
            case MOVED -> {
                movedSlots.add(slot(call));
                add(call, Cure.WAIT);
            }
            case NEWER -> {
                LOG.error("roomcast.redis.newer").with("key", call.call.key()).write();
                call.giveUp();
            }
            default -> {
                metrics.fault();
                call.answer.completeExceptionally(new IllegalStateException(
                        "Redis refused " + call.call.described() + ": " + error.getMessage(), error));
            }
        }
    }

    private void add(Pending call, Cure needed) {
        calls.add(call);
        cure = cure == null || needed.compareTo(cure) > 0 ? needed : cure;
    }

    /** Calls that went together were answered, and one of them failed, nobody knows which. */
    void failedTogether(List<Pending> together) {
        unclear = true;
        together.forEach(call -> add(call, Cure.NOTHING));
    }

    /** A call was carried out; where one before it failed, a write is done again behind that one. */
    void succeeded(Pending call) {
        if (isDue() && call.isWrite()) {
            calls.add(call);
        }
    }

    /**
     * Puts the calls back to the head of the queue and begins anew. All of the slots that moved are taken out, also those
     * that were not sent yet, since none may overtake another; the rest stays.
     *
     * @return those of the slots that moved
     */
    List<Pending> putBack(CallQueue queue) {
        metrics.resent(calls.size());
        List<Pending> moved = new ArrayList<>();
        if (!movedSlots.isEmpty()) {
            calls.removeIf(call -> movedSlots.contains(slot(call)) && moved.add(call));
            queue.take();
            moved.addAll(queue.takeOut(call -> movedSlots.contains(slot(call))));
        }
        queue.putBack(calls, unclear);
        clear();
        return moved;
    }

    /**
     * Puts the calls back where the connection was lost, and behind them those that were under way; what must not be sent
     * twice is given up.
     */
    void putBack(CallQueue queue, List<Pending> underWay) {
        calls.addAll(underWay);
        calls.removeIf(call -> {
            boolean once = call.call.again() == Call.Again.NEVER;
            if (once) {
                call.giveUp();
            }
            return once;
        });
        metrics.resent(calls.size());
        queue.putBack(calls, false);
        clear();
    }

    private void clear() {
        calls.clear();
        movedSlots.clear();
        cure = null;
        unclear = false;
    }

    private static int slot(Pending call) {
        return Slots.of(call.call.key());
    }
}
