package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * All that this instance has of rooms, or of users, by name. This is what is true; Redis is told of it.
 *
 * @param <V> what is known of a connection
 */
final class Holdings<V> {

    /**
     * Connections of rooms or of users that may be in doubt: about 10 MB. Where there are more, as after a long outage, all
     * is registered under another name, which needs no memory of what is in doubt.
     */
    private static final int MAX_IN_DOUBT = 50_000;

    /** Rooms or users that are repaired at once. */
    private static final int REPAIRED_AT_ONCE = 64;

    /**
     * Rooms or users that are repaired in a step, and how long a step takes at least: 4,000 a second at most. A Redis that
     * is slow, so that much is in doubt, is not to be made slower by the repair.
     */
    private static final int REPAIRED_IN_A_STEP = 400;

    private static final long STEP_MILLIS = 100;

    /** Connections of one room or user that are written in one command. */
    private static final int WRITTEN_AT_ONCE = 200;

    private final ConcurrentHashMap<String, Holding<V>> byName = new ConcurrentHashMap<>();
    private final RedisLink link;
    private final String instances;
    private final Lease lease;
    private final UnaryOperator<String> setOf;
    private final String hints;
    private final Rewrite<V> rewrite;
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionsInDoubt = new AtomicInteger();

    /** In the name of which incarnation all was written, but for what is in doubt. */
    private volatile String writtenFor;

    /** Names that the repair under way has still before it. */
    private final AtomicInteger toRepair = new AtomicInteger();

    /**
     * Writes some connections of a room or user as they are: who is there, and who is not.
     *
     * @param <V> what is known of a connection
     */
    @FunctionalInterface
    interface Rewrite<V> {

        /** Begins; called with the lock of the holding held. */
        CompletionStage<Void> begin(String name, List<String> connectionIds, Map<String, V> held, String incarnation);
    }

    /**
     * @param setOf the key of the set of names, by incarnation
     * @param hints the key of the hints
     * @param rewrite how a repair writes
     */
    Holdings(
            RedisLink link,
            RedisKeys redisKeys,
            Lease lease,
            UnaryOperator<String> setOf,
            String hints,
            Rewrite<V> rewrite) {
        this.link = link;
        this.instances = redisKeys.instances();
        this.lease = lease;
        this.setOf = setOf;
        this.hints = hints;
        this.rewrite = rewrite;
    }

    /**
     * A name was put into the set.
     *
     * @param incarnation of whose set
     * @param hints how many hints there are
     */
    record Mark(String incarnation, int hints) {}

    /** Changes what is held of a connection of that name, and writes it. */
    <T> CompletionStage<T> change(String name, String connectionId, Holding.Change<V, T> change) {
        while (true) {
            CompletionStage<T> done = holding(name).change(connectionId, change);
            if (done != null) {
                return done;
            }
        }
    }

    /** Takes a connection away, and writes it. */
    <T> CompletionStage<T> removal(String name, String connectionId, Holding.Change<V, T> change) {
        while (true) {
            CompletionStage<T> done = holding(name).removal(connectionId, change);
            if (done != null) {
                return done;
            }
        }
    }

    private Holding<V> holding(String name) {
        return byName.computeIfAbsent(name, key -> new Holding<>(key, this));
    }

    /**
     * Writes again what is in doubt; and everything, where it was not all written in the name of the present incarnation.
     * What was written is not written again where an earlier repair ended with a failure. One at a time.
     */
    CompletionStage<Void> repair() {
        String incarnation = lease.current();
        if (incarnation == null) {
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE));
        }
        boolean everything = !incarnation.equals(writtenFor);
        List<String> names = (everything ? byName.keySet() : doubtful)
                .stream().filter(name -> !isWritten(name, incarnation)).toList();
        toRepair.set(names.size());
        return repair(slices(names, REPAIRED_IN_A_STEP).iterator(), incarnation).whenComplete((done, failure) -> {
            toRepair.set(0);
            if (failure == null) {
                writtenFor = incarnation;
            }
        });
    }

    private boolean isWritten(String name, String incarnation) {
        Holding<V> holding = byName.get(name);
        return holding == null || holding.isWritten(incarnation);
    }

    private CompletionStage<Void> repair(Iterator<List<String>> steps, String incarnation) {
        if (!steps.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> step = steps.next();
        CompletableFuture<Void> pause = steps.hasNext()
                ? new CompletableFuture<Void>().completeOnTimeout(null, STEP_MILLIS, TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(null);
        return InFlight.forEach(step, REPAIRED_AT_ONCE, name -> repair(name, incarnation))
                .thenCombine(pause, (done, over) -> null)
                .thenCompose(through -> repair(steps, incarnation));
    }

    private CompletionStage<Void> repair(String name, String incarnation) {
        toRepair.decrementAndGet();
        Holding<V> holding = byName.get(name);
        return holding == null
                ? CompletableFuture.completedFuture(null)
                : holding.repair(incarnation, WRITTEN_AT_ONCE, rewrite);
    }

    /** Notes that another connection of a name is in doubt; false where there are too many to be remembered. */
    boolean inDoubt(String name) {
        if (connectionsInDoubt.get() >= MAX_IN_DOUBT) {
            lease.doubt();
            return false;
        }
        connectionsInDoubt.incrementAndGet();
        doubtful.add(name);
        return true;
    }

    /** Notes that so many connections of a name are not in doubt any more; {@code all} where none of it is. */
    void settled(String name, int connections, boolean all) {
        connectionsInDoubt.addAndGet(-connections);
        if (all) {
            doubtful.remove(name);
        }
    }

    /** Whether it may differ in Redis from what it is here. */
    boolean isInDoubt() {
        return !doubtful.isEmpty();
    }

    /** Names that are in doubt or wait to be written again. */
    int toRepair() {
        return Math.max(toRepair.get(), doubtful.size());
    }

    /** Connections and values in turn of those who are there, in the name of an incarnation. */
    static <V> List<Object> present(
            List<String> connectionIds, Map<String, V> held, String incarnation, BiFunction<String, V, String> value) {
        List<Object> arguments = new ArrayList<>(2 * connectionIds.size());
        for (String connectionId : connectionIds) {
            V there = held.get(connectionId);
            if (there != null) {
                arguments.add(connectionId);
                arguments.add(value.apply(incarnation, there));
            }
        }
        return arguments;
    }

    /** Those who are not there. */
    static List<Object> absent(List<String> connectionIds, Map<String, ?> held) {
        return connectionIds.stream().filter(id -> !held.containsKey(id)).collect(Collectors.toList());
    }

    /** The names that are wanted of those of which something is held. */
    Iterable<String> names(Predicate<String> wanted) {
        Set<String> names = byName.keySet();
        return () -> names.stream().filter(wanted).filter(this::holds).iterator();
    }

    private boolean holds(String name) {
        Holding<V> holding = byName.get(name);
        return holding != null && !holding.isEmpty();
    }

    /** Cuts into slices of at most {@code size}. */
    static List<List<String>> slices(Collection<String> all, int size) {
        List<List<String>> slices = new ArrayList<>();
        List<String> list = List.copyOf(all);
        for (int from = 0; from < list.size(); from += size) {
            slices.add(list.subList(from, Math.min(list.size(), from + size)));
        }
        return slices;
    }

    String incarnation() {
        return lease.current();
    }

    /** Puts a name into the set of the present incarnation; where others cleaned up after that one, into the next one's. */
    CompletionStage<Mark> mark(String name) {
        return markOnce(name).thenCompose(mark -> {
            if (mark.hints >= 0) {
                return CompletableFuture.completedFuture(mark);
            }
            lease.lost(mark.incarnation);
            return markOnce(name).thenApply(second -> {
                if (second.hints < 0) {
                    throw new BrokerException(BrokerException.Reason.UNAVAILABLE);
                }
                return second;
            });
        });
    }

    private CompletionStage<Mark> markOnce(String name) {
        // All calls about one set go by the key of the hints, so that they stay in order.
        return lease.registered()
                .thenCompose(incarnation -> link.send(new Call(
                                hints,
                                Call.Again.WRITE,
                                PresenceScripts.MARK,
                                null,
                                List.of(setOf.apply(incarnation), instances, hints),
                                new Object[] {incarnation, name}))
                        .thenApply(reply -> new Mark(incarnation, reply.toInteger())));
    }

    void unmark(String incarnation, String name) {
        link.send(Call.write("SREM", hints, setOf.apply(incarnation), name)).exceptionally(failure -> {
            // A name too many in the set is harmless.
            return null;
        });
    }

    void remove(String name, Holding<V> holding) {
        byName.remove(name, holding);
    }

    /**
     * Whether a write that failed may have been carried out: always, but where the store gave a reason against it. That
     * includes what should not happen, since what is held here and what stands there may differ then.
     */
    static boolean mayBeCarriedOut(Throwable failure) {
        return !(Failures.cause(failure) instanceof BrokerException broker)
                || broker.reason() == BrokerException.Reason.UNAVAILABLE;
    }
}
