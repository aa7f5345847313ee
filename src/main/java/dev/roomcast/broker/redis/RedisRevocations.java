package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.RevocationStore;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;
import dev.roomcast.broker.redis.link.Script;

/** Revocations in one hash, with a version beside it that instances look at. To be called on any thread. */
final class RedisRevocations implements RevocationStore {

    static final Script REVOKE = Script.load("revoke");
    static final Script UNREVOKE = Script.load("unrevoke");

    private static final List<String> KEYS = List.of(RedisKeys.REVOCATIONS, RedisKeys.REVOCATIONS_VERSION);

    private final RedisLink link;
    private final Vertx vertx;

    RedisRevocations(RedisLink link, Vertx vertx) {
        this.link = link;
        this.vertx = vertx;
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation, int max) {
        String json = json(revocation).encode();
        return link.send(Call.write(REVOKE, KEYS, revocation.id(), json, max, newVersion()))
                .thenApply(stored -> {
                    if (stored.toInteger() == 0) {
                        throw new BrokerException(BrokerException.Reason.TOO_MANY_REVOCATIONS);
                    }
                    return null;
                });
    }

    @Override
    public CompletionStage<Boolean> unrevoke(String id) {
        return link.send(Call.write(UNREVOKE, KEYS, id, newVersion())).thenApply(removed -> removed.toInteger() == 1);
    }

    /** The version is read before the entries: a change between the two is seen at the next look. */
    @Override
    public CompletionStage<Revocations> revocations(String known) {
        return link.send(Call.read("GET", RedisKeys.REVOCATIONS_VERSION, RedisKeys.REVOCATIONS_VERSION))
                .thenCompose(response -> {
                    String version = response == null ? "" : response.toString();
                    if (version.equals(known)) {
                        return CompletableFuture.completedFuture(null);
                    }
                    return link.send(Call.read("HVALS", RedisKeys.REVOCATIONS, RedisKeys.REVOCATIONS))
                            // There may be many, and this is Redis' event loop.
                            .thenCompose(values -> vertx.executeBlocking(() -> parsed(version, values), false)
                                    .toCompletionStage());
                });
    }

    /** Unique: where two instances change something at once, a third sees both. */
    private static String newVersion() {
        return UUID.randomUUID().toString();
    }

    private static JsonObject json(Revocation revocation) {
        return new JsonObject()
                .put("id", revocation.id())
                .put("jti", revocation.jti())
                .put("userId", revocation.userId())
                .put("reason", revocation.reason())
                .put("revokedAt", revocation.revokedAt())
                .put("until", revocation.until());
    }

    private static Revocations parsed(String version, Response values) {
        List<Revocation> all = new ArrayList<>();
        for (Response value : values) {
            JsonObject json = new JsonObject(value.toString());
            all.add(new Revocation(
                    json.getString("id"),
                    json.getString("jti"),
                    json.getString("userId"),
                    json.getString("reason"),
                    json.getLong("revokedAt"),
                    json.getLong("until")));
        }
        return new Revocations(version, all);
    }
}
