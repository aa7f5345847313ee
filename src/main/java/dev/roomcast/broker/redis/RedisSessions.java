package dev.roomcast.broker.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.vertx.core.json.JsonArray;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.SessionStore;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/** The rooms of users' last sessions. Hints: what is not written is not missed. To be called on any thread. */
final class RedisSessions implements SessionStore {

    private static final int RENEWED_AT_ONCE = 64;

    private final RedisLink link;

    RedisSessions(RedisLink link) {
        this.link = link;
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        String key = RedisKeys.session(userId);
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
        String key = RedisKeys.session(userId);
        String json = new JsonArray(List.copyOf(rooms)).encode();
        link.send(Call.write("SET", key, key, json, "EX", SESSION_SECONDS)).exceptionally(failure -> null);
    }

    /** Begins the hour of those users' sessions anew. */
    CompletionStage<Void> renew(Iterable<String> userIds) {
        return InFlight.forEach(userIds, RENEWED_AT_ONCE, userId -> {
            String key = RedisKeys.session(userId);
            return link.send(Call.write("EXPIRE", key, key, SESSION_SECONDS));
        });
    }
}
