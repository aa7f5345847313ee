package dev.roomcast.broker.redis;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * This instance's place in the table of instances. It stands there under the name of its present <em>incarnation</em>, and
 * so does all that it writes. It takes a new one, and registers everything that it has again, where others cleaned up after
 * it and where Redis lost data: what the old incarnation left is then cleaned up, and nothing is left that nobody would
 * clear. Where registering fails it goes on later, under the same name, with what is not registered yet. To be called on
 * any thread.
 */
final class Lease {

    /** Former incarnations that are kept alive until all is registered again; more lapse, and are cleaned up after. */
    private static final int MAX_FORMER = 8;

    /** The longest pause between two re-registrations, as a power of two of the time between renewals. */
    private static final int MAX_DOUBLINGS = 4;

    private final String instance;
    private final RedisLink link;
    private final List<String> keys;
    private final Vertx vertx;
    private final PresenceSettings.Times times;
    private final PresenceMetrics metrics;
    private final Steadiness steadiness;
    private final SharedReads<String, InstanceTable> tableReads = new SharedReads<>(key -> readTable());

    private Function<List<String>, CompletionStage<?>> everythingAgain;
    private Consumer<InstanceTable> onTable;

    private volatile String current;
    private volatile InstanceTable table = InstanceTable.none();

    private final Deque<String> former = new ArrayDeque<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private CompletableFuture<String> registered = new CompletableFuture<>();
    private int incarnations;
    private boolean doubtful;
    private boolean reregistering;

    /** Whether not all is registered in the name of the present incarnation. */
    private boolean unfinished;

    private boolean renewalUnderWay;
    private int failures;
    private long nextRegistration = System.nanoTime();
    private long timer = -1;
    private boolean ended;

    Lease(RedisLink link, RedisKeys redisKeys, Vertx vertx, PresenceSettings.Times times, PresenceMetrics metrics) {
        byte[] id = new byte[6];
        new SecureRandom().nextBytes(id);
        this.instance = HexFormat.of().formatHex(id);
        this.link = link;
        this.keys = List.of(redisKeys.instances(), redisKeys.tombstones());
        this.vertx = vertx;
        this.times = times;
        this.metrics = metrics;
        this.steadiness = new Steadiness(times.renewal(), times.lease());
    }

    /**
     * Begins to renew.
     *
     * @param again registers everything under the present incarnation; gets the former ones, whose traces it may clear
     *     when it is through
     * @param seen gets the table of instances after each renewal
     * @return completes when this instance is in the table for the first time
     */
    CompletionStage<Void> start(Function<List<String>, CompletionStage<?>> again, Consumer<InstanceTable> seen) {
        everythingAgain = again;
        onTable = seen;
        link.onReached(reached -> {
            steadiness.interrupted();
            // Before the first registration there is nothing that another store could lack.
            if (reached.changed() && current != null) {
                doubt();
            }
            vertx.runOnContext(nothing -> tick());
        });
        synchronized (this) {
            timer = vertx.setPeriodic(times.renewal(), id -> tick());
        }
        vertx.runOnContext(nothing -> tick());
        return started.minimalCompletionStage();
    }

    /** The present incarnation; null while there is none in the table. */
    String current() {
        return current;
    }

    /** The present incarnation, once it is in the table; fails {@code UNAVAILABLE} where that takes too long. */
    CompletionStage<String> registered() {
        String now = current;
        if (now != null) {
            return CompletableFuture.completedFuture(now);
        }
        CompletableFuture<String> waiting;
        synchronized (this) {
            waiting = registered.copy();
        }
        return waiting.orTimeout(RedisLink.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(late ->
                        CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE)));
    }

    /** Nobody knows what there is of this instance: another store may lack it, or too much may differ. */
    synchronized void doubt() {
        doubtful = true;
    }

    /** Whether all was registered in the name of the present incarnation, and nothing of that is under way. */
    synchronized boolean isSettled() {
        return current != null && !doubtful && !reregistering && !unfinished;
    }

    /** An incarnation of this instance is not in the table any more. */
    void lost(String incarnation) {
        synchronized (this) {
            if (!incarnation.equals(current)) {
                return;
            }
            doubtful = true;
            // Who is here is seen by nobody until it is registered again; what is written meanwhile waits for that.
            retire();
            nextRegistration = System.nanoTime();
        }
        PresenceLog.lost(incarnation);
        vertx.runOnContext(nothing -> tick());
    }

    /** Whether this instance may call others dead. */
    boolean mayCleanUp() {
        return steadiness.isLongEnough();
    }

    /**
     * A table that says of each of these whether it lives. An incarnation is in the table before it writes anything, so
     * one that was read of before and is not there is dead, however new this instance's own picture was.
     */
    CompletionStage<InstanceTable> tableFor(Collection<String> incarnations) {
        InstanceTable seen = table;
        return seen.age() < 2 * times.renewal() && seen.leases().keySet().containsAll(incarnations)
                ? CompletableFuture.completedFuture(seen)
                : freshTable();
    }

    /** The table as it is now. */
    CompletionStage<InstanceTable> freshTable() {
        return tableReads.get("");
    }

    private CompletionStage<InstanceTable> readTable() {
        return link.send(Call.read(PresenceScripts.INSTANCES, keys)).thenApply(reply -> {
            InstanceTable read = InstanceTable.read(reply, 0);
            table = read;
            return read;
        });
    }

    private void tick() {
        steadiness.ticked();
        // Whoever is cut off from another node only has to keep what it has on this one.
        if (!link.isUp(keys.get(0))) {
            steadiness.interrupted();
            return;
        }
        String next = null;
        boolean goOn = false;
        List<String> toRenew = List.of();
        synchronized (this) {
            if (ended) {
                return;
            }
            if ((doubtful || current == null) && !reregistering && System.nanoTime() - nextRegistration >= 0) {
                next = beginLife();
            } else {
                goOn = unfinished && !reregistering && System.nanoTime() - nextRegistration >= 0;
                reregistering |= goOn;
                if (current != null && !renewalUnderWay) {
                    renewalUnderWay = true;
                    toRenew = new ArrayList<>(former);
                    toRenew.add(current);
                }
            }
        }
        if (goOn) {
            registerAll().whenComplete((done, failure) -> endRegistration(failure));
        }
        if (next != null) {
            register(next);
        }
        renew(toRenew);
    }

    private String beginLife() {
        reregistering = true;
        doubtful = false;
        unfinished = false;
        retire();
        return instance + "." + ++incarnations;
    }

    private void retire() {
        if (current != null) {
            former.addLast(current);
            if (former.size() > MAX_FORMER) {
                former.removeFirst();
            }
            current = null;
            registered = new CompletableFuture<>();
        }
    }

    private void register(String incarnation) {
        link.send(Call.write(PresenceScripts.RENEW, keys, incarnation, "1"))
                .thenCompose(reply -> {
                    answered(reply);
                    return live(incarnation);
                })
                .whenComplete((done, failure) -> endRegistration(failure));
    }

    private CompletionStage<?> live(String incarnation) {
        List<String> before;
        CompletableFuture<String> waiting;
        synchronized (this) {
            current = incarnation;
            unfinished = true;
            before = List.copyOf(former);
            waiting = registered;
        }
        waiting.complete(incarnation);
        started.complete(null);
        if (before.isEmpty()) {
            PresenceLog.registered(incarnation);
        } else {
            PresenceLog.reregistered(String.join(",", before), incarnation);
            metrics.reregistered();
        }
        return registerAll();
    }

    private CompletionStage<?> registerAll() {
        List<String> before;
        synchronized (this) {
            before = List.copyOf(former);
        }
        return everythingAgain.apply(before).thenRun(() -> {
            synchronized (this) {
                former.removeAll(before);
                unfinished = false;
            }
        });
    }

    private synchronized void endRegistration(Throwable failure) {
        reregistering = false;
        if (failure == null && !doubtful) {
            failures = 0;
            return;
        }
        if (failure != null) {
            PresenceLog.reregistrationFailed(failure);
        }
        long pause = times.renewal() << Math.min(MAX_DOUBLINGS, failures++);
        nextRegistration = System.nanoTime() + pause * 1_000_000;
    }

    private void renew(List<String> held) {
        for (int i = 0; i < held.size(); i++) {
            String incarnation = held.get(i);
            boolean last = i == held.size() - 1;
            link.send(Call.write(PresenceScripts.RENEW, keys, incarnation, "0")).whenComplete((reply, failure) -> {
                if (last) {
                    renewed(incarnation, reply, failure);
                }
            });
        }
    }

    private void renewed(String incarnation, Response reply, Throwable failure) {
        synchronized (this) {
            renewalUnderWay = false;
        }
        if (failure != null) {
            steadiness.interrupted();
            if (!Failures.isUnavailable(failure)) {
                PresenceLog.fault("renewal", failure);
            }
            return;
        }
        answered(reply);
        if (reply.get(0).toInteger() == 0) {
            lost(incarnation);
        }
    }

    private void answered(Response reply) {
        InstanceTable seen = InstanceTable.read(reply, 1);
        table = seen;
        steadiness.renewed(seen.redisMillis());
        if (reply.get(0).toInteger() == 1) {
            metrics.renewed(seen.renewedWithin(times.lease()).size());
        }
        onTable.accept(seen);
    }

    /** Gives the lease up, so that what is left is cleared by others at once. */
    CompletionStage<Void> giveUp() {
        List<String> held = stop();
        List<CompletableFuture<?>> given = new ArrayList<>();
        for (String incarnation : held) {
            given.add(link.send(Call.write("ZADD", keys.get(0), keys.get(0), "XX", 0, incarnation))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(given.toArray(CompletableFuture[]::new));
    }

    /** Stops renewing without a word, as one that dies. Idempotent. */
    synchronized List<String> stop() {
        ended = true;
        vertx.cancelTimer(timer);
        List<String> held = new ArrayList<>(former);
        if (current != null) {
            held.add(current);
        }
        return held;
    }
}
