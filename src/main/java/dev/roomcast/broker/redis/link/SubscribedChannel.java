package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.vertx.core.Vertx;

import dev.roomcast.broker.BrokerException;

/** A channel that somebody listens to, and who waits for it to be subscribed to. Owned by one event loop. */
final class SubscribedChannel {

    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean active;
    private boolean wasActive;

    /** Whether Redis has confirmed it on the connection there is. */
    boolean isActive() {
        return active;
    }

    /** Another connection had it until now. */
    void markTakenOver() {
        wasActive = true;
    }

    /**
     * Redis has confirmed it.
     *
     * @return whether it was confirmed before, on another connection, so that announcements may have been lost since
     */
    boolean confirm() {
        active = true;
        boolean interrupted = wasActive;
        wasActive = true;
        List<CompletableFuture<Void>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(one -> one.complete(null));
        return interrupted;
    }

    /** The connection is lost, or Redis has taken it away. */
    void lose() {
        active = false;
    }

    /** Completes once it is confirmed; fails with {@code UNAVAILABLE} where that takes too long. */
    void await(CompletableFuture<Void> confirmed, Vertx vertx) {
        waiting.add(confirmed);
        long patience = vertx.setTimer(RedisLink.PATIENCE_MILLIS, id -> {
            waiting.remove(confirmed);
            confirmed.completeExceptionally(unavailable());
        });
        confirmed.whenComplete((done, failure) -> vertx.cancelTimer(patience));
    }

    /** Whoever waits for it waits no longer. */
    void refuse() {
        List<CompletableFuture<Void>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(one -> one.completeExceptionally(unavailable()));
    }

    static BrokerException unavailable() {
        return new BrokerException(BrokerException.Reason.UNAVAILABLE);
    }
}
