package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.vertx.redis.client.Response;

import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * A list of rooms or users for those who want to see all. It stands on one node and what it lists on others, so it may
 * name what is not there any more and lack what is: a hint, to be verified row by row, and written again now and then.
 */
final class Hints {

    /** Names in one command. */
    private static final int WRITTEN_AT_ONCE = 500;

    private final RedisLink link;
    private final String key;
    private final PresenceMetrics metrics;

    Hints(RedisLink link, String key, PresenceMetrics metrics) {
        this.link = link;
        this.key = key;
        this.metrics = metrics;
    }

    /**
     * Adds a name.
     *
     * @return completes when whoever lists from now on finds it; never fails, since the next repair does it again
     */
    CompletionStage<Void> add(String name) {
        return link.send(Call.write("ZADD", key, key, 0, name)).handle((added, failure) -> null);
    }

    /** Takes a name off the list. */
    void remove(String name) {
        forget(link.send(Call.write("ZREM", key, key, name)));
    }

    /** Takes a name off the list that was found not to be there. */
    void removeStale(String name) {
        metrics.staleHint();
        remove(name);
    }

    private static void forget(CompletionStage<Response> sent) {
        sent.exceptionally(failure -> null);
    }

    /** Adds many, some hundred at a time. */
    CompletionStage<Void> addAll(Iterable<String> names) {
        return InFlight.forEach(() -> new Slices(names.iterator()), 1, slice -> {
            List<Object> arguments = new ArrayList<>(1 + 2 * slice.size());
            arguments.add(key);
            for (String name : slice) {
                arguments.add(0);
                arguments.add(name);
            }
            return link.send(Call.write("ZADD", key, arguments.toArray()));
        });
    }

    private record Slices(Iterator<String> names) implements Iterator<List<String>> {
        @Override
        public boolean hasNext() {
            return names.hasNext();
        }

        @Override
        public List<String> next() {
            List<String> slice = new ArrayList<>(WRITTEN_AT_ONCE);
            do {
                slice.add(names.next());
            } while (slice.size() < WRITTEN_AT_ONCE && names.hasNext());
            return slice;
        }
    }

    /**
     * A page, sorted by bytes.
     *
     * @param from the name that it begins with, where it is there
     * @param inclusive false to begin with the one behind it
     */
    CompletionStage<List<String>> page(String from, boolean inclusive, int size) {
        String least = from.isEmpty() ? "-" : (inclusive ? "[" : "(") + from;
        return link.send(Call.read("ZRANGEBYLEX", key, key, least, "+", "LIMIT", 0, size))
                .thenApply(Hints::names);
    }

    private static List<String> names(Response reply) {
        List<String> names = new ArrayList<>(reply.size());
        for (Response name : reply) {
            names.add(name.toString());
        }
        return names;
    }

    /** Any of the names; null where there are none. */
    CompletionStage<String> any() {
        return link.send(Call.read("ZRANDMEMBER", key, key)).thenApply(name -> name == null ? null : name.toString());
    }

    /** How many there are. */
    CompletionStage<Integer> count() {
        return link.send(Call.read("ZCARD", key, key)).thenApply(Response::toInteger);
    }

    /** How many there are after all that this instance wrote before: reads may overtake writes. */
    CompletionStage<Integer> countBehindWrites() {
        return link.send(Call.write("ZCARD", key, key)).thenApply(Response::toInteger);
    }
}
