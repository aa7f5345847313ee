package dev.roomcast.broker.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Lets many who ask for the same at once share one read. Who asks while a read of theirs is under way does not get what it
 * brings, since that may be older than the question: all of them share the next one, which begins when the first is
 * through. So there are never more than two readings' worth of askers a key, and everyone gets what was true after they
 * asked. To be called on any thread.
 *
 * @param <K> what is asked for
 * @param <V> what comes back; shared, and so not to be changed
 */
final class SharedReads<K, V> {

    private final Function<K, CompletionStage<V>> read;

    /** A key is here while a read of it is under way; its value is what the next one will bring, null where nobody waits. */
    private final Map<K, CompletableFuture<V>> next = new HashMap<>();

    /**
     * @param read begins a read; called without a lock, for one key never again before its stage completed
     */
    SharedReads(Function<K, CompletionStage<V>> read) {
        this.read = read;
    }

    /** What a read that begins from now on brings. */
    CompletionStage<V> get(K key) {
        CompletableFuture<V> asked;
        boolean first;
        synchronized (this) {
            first = !next.containsKey(key);
            if (first) {
                next.put(key, null);
                asked = new CompletableFuture<>();
            } else {
                asked = next.get(key);
                if (asked == null) {
                    asked = new CompletableFuture<>();
                    next.put(key, asked);
                }
            }
        }
        if (first) {
            begin(key, asked);
        }
        // A copy, so that nobody can complete what others wait for.
        return asked.minimalCompletionStage();
    }

    private void begin(K key, CompletableFuture<V> asked) {
        CompletionStage<V> begun;
        try {
            begun = read.apply(key);
        } catch (RuntimeException failure) {
            begun = CompletableFuture.failedFuture(failure);
        }
        begun.whenComplete((value, failure) -> {
            CompletableFuture<V> waiting = takeNext(key);
            if (waiting != null) {
                begin(key, waiting);
            }
            if (failure == null) {
                asked.complete(value);
            } else {
                asked.completeExceptionally(failure);
            }
        });
    }

    /** Those who wait, whose read begins now; null where there are none and nothing is under way any more. */
    private synchronized CompletableFuture<V> takeNext(K key) {
        CompletableFuture<V> waiting = next.remove(key);
        if (waiting != null) {
            next.put(key, null);
        }
        return waiting;
    }
}
