package dev.roomcast.broker.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Takes hints off the list of what is not there any more, some at a time, whoever wrote them: an instance that opened a
 * room may be dead when the room's time is over, and its hint would count as an open room for ever. Safe for many threads.
 */
final class HintSweep {

    /** Names that are looked up in one turn: some per second of each instance. */
    private static final int NAMES = 200;

    /** The same where hints are the reason to refuse somebody. */
    private static final int NAMES_URGENT = 1_000;

    private static final int LOOKED_UP_AT_ONCE = 64;

    /** Time between two urgent turns at least. */
    private static final long URGENT_NANOS = 1_000_000_000L;

    private final Hints hints;
    private final Function<String, CompletionStage<?>> lookUp;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long urgentAt = System.nanoTime() - URGENT_NANOS;
    private String cursor;
    private boolean begun;

    /** {@code lookUp}: looks whether a name is there, and takes its hint off the list where it is not. */
    HintSweep(Hints hints, Function<String, CompletionStage<?>> lookUp) {
        this.hints = hints;
        this.lookUp = lookUp;
    }

    /** A turn; completes when it is through, at once where another one is under way. */
    CompletionStage<Void> run() {
        return run(NAMES);
    }

    /** Somebody was refused because there are too many: looks whether there are, at most once a second. */
    void refused() {
        if (System.nanoTime() - urgentAt >= URGENT_NANOS) {
            urgentAt = System.nanoTime();
            run(NAMES_URGENT).exceptionally(later -> null);
        }
    }

    private CompletionStage<Void> run(int names) {
        if (!underWay.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return from().thenCompose(after -> hints.page(after == null ? "" : after, false, names))
                .thenCompose(page ->
                        InFlight.forEach(page, LOOKED_UP_AT_ONCE, lookUp).thenAccept(done -> goOnFrom(page, names)))
                .whenComplete((done, failure) -> underWay.set(false));
    }

    /** Instances begin at different places, so that together they get through sooner; null for the first name. */
    private synchronized CompletionStage<String> from() {
        return begun ? CompletableFuture.completedFuture(cursor) : hints.any();
    }

    private synchronized void goOnFrom(List<String> page, int names) {
        begun = true;
        cursor = page.size() < names ? null : page.get(names - 1);
    }
}
