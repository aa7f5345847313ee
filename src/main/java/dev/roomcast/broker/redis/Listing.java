package dev.roomcast.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.broker.RoomFilter;

/**
 * A page of a list made from hints: each name is looked up where it lives, and those of which nothing is there are left
 * out. Goes on until there are as many rows as were asked for and it is known whether another one follows; or until many
 * names were read in vain, then the page is short and the next one goes on from there.
 *
 * @param <T> a row
 */
final class Listing<T> {

    /** As Redis sorts names. */
    private static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** Names that are read from the hints at once, at least and at most. */
    private static final int LEAST_NAMES = 100;

    private static final int MOST_NAMES = 1_000;

    /** Names read from the hints for one page, beyond the rows that it may have. */
    private static final int MAX_IN_VAIN = 1_000;

    /** Names that are looked up at once. */
    private static final int LOOKED_UP_AT_ONCE = 200;

    private final Names names;
    private final RoomFilter wanted;
    private final List<String> prefixes;
    private final Function<String, CompletionStage<T>> lookUp;
    private final Function<T, String> idOf;
    private final int limit;
    private final int batch;
    private final List<T> rows = new ArrayList<>();
    private int read;

    /** The hints: some names in order, from one on, which is in it where {@code inclusive}. */
    interface Names {
        CompletionStage<List<String>> page(String from, boolean inclusive, int size);
    }

    /**
     * @param wanted which names are looked up at all
     * @param lookUp gives a row, or null where there is none
     */
    Listing(
            Names names,
            RoomFilter wanted,
            Function<String, CompletionStage<T>> lookUp,
            Function<T, String> idOf,
            int limit) {
        this.names = names;
        this.wanted = wanted;
        this.prefixes = RoomFilter.ranges(wanted.prefixes(), BY_BYTES);
        this.lookUp = lookUp;
        this.idOf = idOf;
        this.limit = limit;
        this.batch = (int) Math.max(LEAST_NAMES, Math.min(MOST_NAMES, limit + 1L));
    }

    /**
     * Makes the page; once.
     *
     * @param after the id that it follows, or null
     */
    CompletionStage<Page<T>> page(String after) {
        return range(0, after);
    }

    /** Reads the names with one of the prefixes, and then those with the next. */
    private CompletionStage<Page<T>> range(int index, String after) {
        if (index == prefixes.size()) {
            return CompletableFuture.completedFuture(result(null));
        }
        String prefix = prefixes.get(index);
        boolean begun = after != null && BY_BYTES.compare(after, prefix) >= 0;
        if (begun && !after.startsWith(prefix)) {
            return range(index + 1, after);
        }
        return names.page(begun ? after : prefix, !begun, batch).thenCompose(found -> {
            List<String> inRange =
                    found.stream().filter(name -> name.startsWith(prefix)).toList();
            read += inRange.size();
            return verify(inRange.stream().filter(wanted).toList(), 0)
                    .thenCompose(enough -> goOn(index, after, inRange, enough));
        });
    }

    private CompletionStage<Page<T>> goOn(int index, String after, List<String> inRange, boolean enough) {
        if (enough) {
            return CompletableFuture.completedFuture(result(null));
        }
        String last = inRange.isEmpty() ? after : inRange.get(inRange.size() - 1);
        if (inRange.size() < batch) {
            return range(index + 1, last);
        }
        return read - rows.size() > MAX_IN_VAIN ? CompletableFuture.completedFuture(result(last)) : range(index, last);
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

    /** {@code last}: the name that the next page follows where this one ends before it has enough; else null. */
    private Page<T> result(String last) {
        return rows.size() <= limit
                ? new Page<>(List.copyOf(rows), last)
                : new Page<>(List.copyOf(rows.subList(0, limit)), idOf.apply(rows.get(limit - 1)));
    }
}
