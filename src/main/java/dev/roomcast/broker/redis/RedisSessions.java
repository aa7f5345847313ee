package dev.roomcast.broker.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.json.JsonArray;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.SessionStore;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * The rooms of users' last sessions. Hints: what is not written is not missed. One write at a time for each user, of the
 * newest there is: who joins a hundred rooms at once would else have all of them written a hundred times. To be called on
 * any thread.
 */
final class RedisSessions implements SessionStore {

    private static final int RENEWED_AT_ONCE = 64;

    private final RedisLink link;
    private final RedisKeys redisKeys;

    /** By user id; there while a write is under way. */
    private final ConcurrentHashMap<String, List<String>> unwritten = new ConcurrentHashMap<>();

    RedisSessions(RedisLink link, RedisKeys redisKeys) {
        this.link = link;
        this.redisKeys = redisKeys;
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        List<String> newest = unwritten.get(userId);
        if (newest != null) {
            return CompletableFuture.completedFuture(newest);
        }
        String key = redisKeys.session(userId);
        // Behind the writes: a client that comes back at once is to hear what it was in a moment ago.
        return link.send(Call.write("GET", key, key)).thenApply(RedisSessions::rooms);
    }

    private static List<String> rooms(Response json) {
        return json == null
                ? null
                : new JsonArray(json.toString())
                        .stream().map(String.class::cast).toList();
    }

    @Override
    public void remember(String userId, Collection<String> rooms) {
        if (unwritten.put(userId, List.copyOf(rooms)) == null) {
            write(userId);
        }
    }

    private void write(String userId) {
        String key = redisKeys.session(userId);
        List<String> rooms = unwritten.get(userId);
        String json = new JsonArray(rooms).encode();
        link.send(Call.write("SET", key, key, json, "EX", SESSION_SECONDS)).whenComplete((done, failure) -> {
            if (!unwritten.remove(userId, rooms)) {
                // Newer ones came meanwhile.
                write(userId);
            }
        });
    }

    /** Begins the hour of those users' sessions anew. */
    CompletionStage<Void> renew(Iterable<String> userIds) {
        return InFlight.forEach(userIds, RENEWED_AT_ONCE, userId -> {
            String key = redisKeys.session(userId);
            return link.send(Call.write("EXPIRE", key, key, SESSION_SECONDS));
        });
    }
}
