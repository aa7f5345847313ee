package dev.roomcast.broker.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What this instance has of one room, or of one user: connections. Whoever cleans up after this instance goes by a set of
 * names that stands in Redis, so the name has to be in the set, for certain, before anything is written, and may leave it only
 * after the last removal was answered. Writes begin with the lock held, in the order of the changes they are for; that is
 * what keeps a repair from writing a connection back that is just leaving.
 *
 * <p>A write that failed may have been carried out or not. The connections it was about are in doubt until a write about
 * them that began later was answered.
 *
 * @param <V> what is known of a connection
 */
final class Holding<V> {

    /** Begins a write. Called with the holding's lock held. */
    @FunctionalInterface
    interface Write<T> {

        /**
         * @param incarnation in whose name
         * @param hints how many hints there were when the name was put into the set just now; 0 where it was there before
         */
        CompletionStage<T> begin(String incarnation, int hints);
    }

    /** A write that waits for the name to be in the set, and the connections it is about. */
    private record Waiting<T>(Collection<String> connectionIds, Write<T> write, CompletableFuture<T> done) {}

    /** A write that was begun, to be listened to without the lock; {@code number} rises. */
    private record Begun<T>(
            long number, Collection<String> connectionIds, CompletionStage<T> stage, CompletableFuture<T> done) {}

    private final String name;
    private final Holdings<V> all;
    private final Map<String, V> values = new HashMap<>();
    private final Deque<Waiting<?>> waiting = new ArrayDeque<>();

    /** The number of the last write about a connection that failed, where none about it was answered since. */
    private final Map<String, Long> doubts = new HashMap<>(0);

    private String markedFor;

    /** In the name of which incarnation all of it was written, but for what is in doubt. */
    private String writtenFor;

    private long begun;

    /** Whether there was a doubt that could not be remembered: then the name stays in the set, for whoever clears it. */
    private boolean unsure;

    private boolean marking;
    private int underWay;
    private boolean closed;

    Holding(String name, Holdings<V> all) {
        this.name = name;
        this.all = all;
    }

    /** Changes the values, and says what to write. Called with the lock held. */
    @FunctionalInterface
    interface Change<V, T> {
        Write<T> apply(Map<String, V> values);
    }

    /** A change of what is held of a connection, and the write for it; null where another holding takes its place. */
    <T> CompletionStage<T> change(String connectionId, Change<V, T> change) {
        return submit(List.of(connectionId), change, false);
    }

    /** A removal: it needs no mark of its own, only to stay behind what was there before it. */
    <T> CompletionStage<T> removal(String connectionId, Change<V, T> change) {
        return submit(List.of(connectionId), change, true);
    }

    private <T> CompletionStage<T> submit(Collection<String> connectionIds, Change<V, T> change, boolean unmarked) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Begun<T> now;
        synchronized (this) {
            if (closed) {
                return null;
            }
            now = submit(new Waiting<>(connectionIds, change.apply(values), done), unmarked);
        }
        if (now != null) {
            listen(now);
        }
        return done;
    }

    private <T> Begun<T> submit(Waiting<T> write, boolean unmarked) {
        String incarnation = all.incarnation();
        boolean marked = incarnation != null && incarnation.equals(markedFor);
        if (waiting.isEmpty() && (marked || unmarked)) {
            return begin(write, markedFor, 0);
        }
        waiting.add(write);
        if (!marking) {
            marking = true;
            all.mark(name).whenComplete(this::marked);
        }
        return null;
    }

    private <T> Begun<T> begin(Waiting<T> write, String incarnation, int hints) {
        underWay++;
        CompletionStage<T> stage;
        try {
            stage = write.write.begin(incarnation, hints);
        } catch (RuntimeException failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        return new Begun<>(++begun, write.connectionIds, stage, write.done);
    }

    private void marked(Holdings.Mark mark, Throwable failure) {
        List<Begun<?>> nowBegun = new ArrayList<>();
        List<Waiting<?>> hopeless = new ArrayList<>();
        synchronized (this) {
            marking = false;
            if (failure == null) {
                markedFor = mark.incarnation();
                if (writtenFor == null) {
                    // Nothing was written before: what waits is all there is.
                    writtenFor = markedFor;
                }
                for (Waiting<?> write : waiting) {
                    nowBegun.add(begin(write, mark.incarnation(), mark.hints()));
                }
            } else {
                hopeless.addAll(waiting);
                begun++;
                hopeless.forEach(write -> doubt(write.connectionIds, begun, failure));
            }
            waiting.clear();
        }
        hopeless.forEach(write -> write.done.completeExceptionally(Failures.cause(failure)));
        nowBegun.forEach(this::listen);
        tidy();
    }

    private <T> void listen(Begun<T> write) {
        write.stage.whenComplete((value, failure) -> {
            synchronized (this) {
                underWay--;
                if (failure == null) {
                    settle(write);
                } else {
                    doubt(write.connectionIds, write.number, failure);
                }
            }
            if (failure == null) {
                write.done.complete(value);
            } else {
                write.done.completeExceptionally(Failures.cause(failure));
            }
            tidy();
        });
    }

    private void settle(Begun<?> write) {
        if (doubts.isEmpty()) {
            return;
        }
        int before = doubts.size();
        write.connectionIds.forEach(
                id -> doubts.computeIfPresent(id, (key, failed) -> failed < write.number ? null : failed));
        all.settled(name, before - doubts.size(), doubts.isEmpty());
    }

    private void doubt(Collection<String> connectionIds, long number, Throwable failure) {
        if (!Holdings.mayBeCarriedOut(failure)) {
            return;
        }
        for (String connectionId : connectionIds) {
            if (doubts.containsKey(connectionId) || all.inDoubt(name)) {
                doubts.merge(connectionId, number, Math::max);
            } else {
                unsure = true;
            }
        }
    }

    /** Whether all that is held stands in Redis in the name of that incarnation, and nothing is in doubt. */
    synchronized boolean isWritten(String incarnation) {
        return closed || (doubts.isEmpty() && (values.isEmpty() || incarnation.equals(writtenFor)));
    }

    /**
     * Writes again what is in doubt, or all where it was not written in the name of that incarnation; ends with the first
     * failure.
     *
     * @param atOnce connections that are written in one command
     * @param write what to write of some connections: the change says, at the moment of sending, who of them is there
     */
    CompletionStage<Void> repair(String incarnation, int atOnce, Holdings.Rewrite<V> write) {
        Set<String> wanted;
        boolean whole;
        synchronized (this) {
            wanted = new HashSet<>(doubts.keySet());
            whole = !incarnation.equals(writtenFor);
            if (whole) {
                wanted.addAll(values.keySet());
            }
        }
        return InFlight.forEach(Holdings.slices(wanted, atOnce), 1, slice -> {
                    CompletionStage<Void> done = submit(
                            slice, held -> (inWhoseName, hints) -> write.begin(name, slice, held, inWhoseName), false);
                    return done == null ? CompletableFuture.completedFuture(null) : done;
                })
                .thenRun(() -> {
                    synchronized (this) {
                        if (whole && incarnation.equals(markedFor)) {
                            writtenFor = incarnation;
                        }
                    }
                    tidy();
                });
    }

    /** Ends where nothing is held any more, nothing under way and nothing in doubt; then the name leaves the set. */
    private synchronized void tidy() {
        if (closed || !values.isEmpty() || underWay > 0 || !waiting.isEmpty() || marking || !doubts.isEmpty()) {
            return;
        }
        closed = true;
        if (markedFor != null && !unsure) {
            all.unmark(markedFor, name);
        }
        // After the call above: the next holding of that name puts it into the set behind it.
        all.remove(name, this);
    }

    synchronized boolean isEmpty() {
        return values.isEmpty();
    }
}
