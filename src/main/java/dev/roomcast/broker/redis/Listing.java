package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.roomcast.broker.PresenceStore.Page;

/**
 * A page of a list made from hints: each name is looked up where it lives, and those of which nothing is there are left
 * out. Goes on until there are as many rows as were asked for and it is known whether another one follows.
 *
 * @param <T> a row
 */
final class Listing<T> {

    /** Names that are read from the hints at once, at least and at most. */
    private static final int LEAST_NAMES = 100;

    private static final int MOST_NAMES = 1_000;

    /** Names that are looked up at once. */
    private static final int LOOKED_UP_AT_ONCE = 200;

    private final BiFunction<String, Integer, CompletionStage<List<String>>> names;
    private final Predicate<String> wanted;
    private final Function<String, CompletionStage<T>> lookUp;
    private final Function<T, String> idOf;
    private final int limit;
    private final List<T> rows = new ArrayList<>();

    /**
     * @param names a page of the hints, from the name it follows and its size
     * @param wanted which names are looked up at all
     * @param lookUp gives a row, or null where there is none
     */
    Listing(
            BiFunction<String, Integer, CompletionStage<List<String>>> names,
            Predicate<String> wanted,
            Function<String, CompletionStage<T>> lookUp,
            Function<T, String> idOf,
            int limit) {
        this.names = names;
        this.wanted = wanted;
        this.lookUp = lookUp;
        this.idOf = idOf;
        this.limit = limit;
    }

    /**
     * Makes the page; once.
     *
     * @param after the id that it follows, or null
     */
    CompletionStage<Page<T>> page(String after) {
        int size = (int) Math.max(LEAST_NAMES, Math.min(MOST_NAMES, limit + 1L));
        return names.apply(after, size).thenCompose(found -> {
            List<String> candidates = found.stream().filter(wanted).toList();
            return verify(candidates, 0).thenCompose(enough -> {
                if (!enough && found.size() == size) {
                    return page(found.get(size - 1));
                }
                return CompletableFuture.completedFuture(result());
            });
        });
    }

    /** Looks up slice by slice, and tells whether there are enough. */
    private CompletionStage<Boolean> verify(List<String> candidates, int from) {
        if (rows.size() > limit || from >= candidates.size()) {
            return CompletableFuture.completedFuture(rows.size() > limit);
        }
        long missing = limit + 1L - rows.size();
        int to = (int) Math.min(candidates.size(), from + Math.min(LOOKED_UP_AT_ONCE, missing));
        List<CompletableFuture<T>> found = candidates.subList(from, to).stream()
                .map(name -> lookUp.apply(name).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            found.stream().map(CompletableFuture::join).filter(Objects::nonNull).forEach(rows::add);
            return verify(candidates, to);
        });
    }

    private Page<T> result() {
        return rows.size() <= limit
                ? new Page<>(List.copyOf(rows), null)
                : new Page<>(List.copyOf(rows.subList(0, limit)), idOf.apply(rows.get(limit - 1)));
    }
}
