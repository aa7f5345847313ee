package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * All that this instance has of rooms, or of users, by name. This is what is true; Redis is told of it.
 *
 * @param <V> what is known of a connection
 */
final class Holdings<V> {

    /** Rooms or users that are registered again at once. */
    private static final int REGISTERED_AT_ONCE = 64;

    /** Connections of one room or user that are written in one command. */
    private static final int WRITTEN_AT_ONCE = 200;

    private final ConcurrentHashMap<String, Holding<V>> byName = new ConcurrentHashMap<>();
    private final RedisLink link;
    private final String instances;
    private final Lease lease;
    private final UnaryOperator<String> setOf;
    private final String hints;

    /**
     * @param setOf the key of the set of names, by incarnation
     * @param hints the key of the hints
     */
    Holdings(RedisLink link, RedisKeys redisKeys, Lease lease, UnaryOperator<String> setOf, String hints) {
        this.link = link;
        this.instances = redisKeys.instances();
        this.lease = lease;
        this.setOf = setOf;
        this.hints = hints;
    }

    /**
     * A name was put into the set.
     *
     * @param incarnation of whose set
     * @param hints how many hints there are
     */
    record Mark(String incarnation, int hints) {}

    /** Changes what is held of a name, and writes it. */
    <T> CompletionStage<T> change(String name, Holding.Change<V, T> change) {
        while (true) {
            CompletionStage<T> done = holding(name).change(change);
            if (done != null) {
                return done;
            }
        }
    }

    /** Takes something away, and writes it. */
    <T> CompletionStage<T> removal(String name, Holding.Change<V, T> change) {
        while (true) {
            CompletionStage<T> done = holding(name).removal(change);
            if (done != null) {
                return done;
            }
        }
    }

    private Holding<V> holding(String name) {
        return byName.computeIfAbsent(name, key -> new Holding<>(key, this));
    }

    /**
     * Writes everything again, in the name of the present incarnation.
     *
     * @param value of a connection, as Redis has it
     * @param write the call for a name, with connections and values in turn
     */
    CompletionStage<Void> again(BiFunction<String, V, String> value, BiFunction<String, List<Object>, Call> write) {
        return InFlight.forEach(byName.keySet(), REGISTERED_AT_ONCE, name -> again(name, value, write));
    }

    private CompletionStage<Void> again(
            String name, BiFunction<String, V, String> value, BiFunction<String, List<Object>, Call> write) {
        Holding<V> holding = byName.get(name);
        if (holding == null) {
            return CompletableFuture.completedFuture(null);
        }
        return InFlight.forEach(slices(holding.connectionIds(), WRITTEN_AT_ONCE), 1, slice -> {
            CompletionStage<Void> done = holding.change(values -> (incarnation, hintCount) -> {
                List<Object> present = present(slice, values, incarnation, value);
                return present.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : link.send(write.apply(name, present)).thenApply(written -> null);
            });
            return done == null ? CompletableFuture.completedFuture(null) : done;
        });
    }

    /** Called with the lock held, at the moment of sending: who left meanwhile is not among the values any more. */
    private static <V> List<Object> present(
            List<String> connectionIds,
            Map<String, V> values,
            String incarnation,
            BiFunction<String, V, String> value) {
        List<Object> arguments = new ArrayList<>();
        for (String connectionId : connectionIds) {
            V held = values.get(connectionId);
            if (held != null) {
                arguments.add(connectionId);
                arguments.add(value.apply(incarnation, held));
            }
        }
        return arguments;
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

    /** Puts a name into the set of the present incarnation; where that one turns out buried, into that of the next. */
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
     * A write failed. Tells whether it may have been carried out: always, but where the store gave a reason against it.
     * That includes what should not happen, since what is held here and what stands there may differ then.
     */
    boolean failed(Throwable failure) {
        boolean refused = Failures.cause(failure) instanceof BrokerException broker
                && broker.reason() != BrokerException.Reason.UNAVAILABLE;
        if (!refused) {
            lease.doubt();
        }
        return !refused;
    }
}
