package dev.roomcast.broker.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What this instance has of one room, or of one user: connections. Whoever buries this instance goes by a set of names
 * that stands in Redis, so the name has to be in the set, for certain, before anything is written, and may leave it only
 * after the last removal was answered. Writes begin with the lock held, in the order of the changes they are for; that is
 * what keeps a rebirth from writing a connection back that is just leaving.
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

    private record Waiting<T>(Write<T> write, CompletableFuture<T> done) {}

    /** A write that was begun, to be listened to without the lock. */
    private record Begun<T>(CompletionStage<T> stage, CompletableFuture<T> done) {}

    private final String name;
    private final Holdings<V> all;
    private final Map<String, V> values = new HashMap<>();
    private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
    private String markedFor;
    private boolean marking;
    private int underWay;
    private boolean unsure;
    private boolean closed;

    Holding(String name, Holdings<V> all) {
        this.name = name;
        this.all = all;
    }

    /** A change of what is held, and the write for it; null where this one is closed and another takes its place. */
    <T> CompletionStage<T> change(Change<V, T> change) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Begun<?> begun;
        synchronized (this) {
            if (closed) {
                return null;
            }
            begun = submit(change.apply(values), done, false);
        }
        listen(begun);
        return done;
    }

    /** A removal: it needs no mark of its own, only to stay behind what was there before it. */
    <T> CompletionStage<T> removal(Change<V, T> change) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Begun<?> begun;
        synchronized (this) {
            if (closed) {
                return null;
            }
            begun = submit(change.apply(values), done, true);
        }
        listen(begun);
        return done;
    }

    /** Changes the values, and says what to write. Called with the lock held. */
    @FunctionalInterface
    interface Change<V, T> {
        Write<T> apply(Map<String, V> values);
    }

    private <T> Begun<T> submit(Write<T> write, CompletableFuture<T> done, boolean unmarked) {
        String incarnation = all.incarnation();
        boolean marked = incarnation != null && incarnation.equals(markedFor);
        if (waiting.isEmpty() && (marked || unmarked)) {
            return begin(new Waiting<>(write, done), markedFor, 0);
        }
        waiting.add(new Waiting<>(write, done));
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
        return new Begun<>(stage, write.done);
    }

    private void marked(Holdings.Mark mark, Throwable failure) {
        List<Begun<?>> begun = new ArrayList<>();
        List<Waiting<?>> hopeless = new ArrayList<>();
        synchronized (this) {
            marking = false;
            if (failure == null) {
                markedFor = mark.incarnation();
                unsure = false;
                for (Waiting<?> write : waiting) {
                    begun.add(begin(write, mark.incarnation(), mark.hints()));
                }
            } else {
                hopeless.addAll(waiting);
                unsure = true;
            }
            waiting.clear();
        }
        if (failure != null) {
            all.failed(failure);
        }
        hopeless.forEach(write -> write.done.completeExceptionally(Failures.cause(failure)));
        begun.forEach(this::listen);
        tidy();
    }

    private <T> void listen(Begun<T> begun) {
        if (begun == null) {
            return;
        }
        begun.stage.whenComplete((value, failure) -> {
            if (failure == null) {
                begun.done.complete(value);
            } else {
                if (all.failed(failure)) {
                    synchronized (this) {
                        unsure = true;
                    }
                }
                begun.done.completeExceptionally(Failures.cause(failure));
            }
            synchronized (this) {
                underWay--;
            }
            tidy();
        });
    }

    /** Ends where nothing is held any more and nothing is under way; the name leaves the set if all was answered. */
    private synchronized void tidy() {
        if (closed || !values.isEmpty() || underWay > 0 || !waiting.isEmpty() || marking) {
            return;
        }
        closed = true;
        if (markedFor != null && !unsure) {
            all.unmark(markedFor, name);
        }
        // After the call above: the next holding of that name puts it into the set behind it.
        all.remove(name, this);
    }

    synchronized Collection<String> connectionIds() {
        return List.copyOf(values.keySet());
    }

    synchronized boolean isEmpty() {
        return values.isEmpty();
    }
}
