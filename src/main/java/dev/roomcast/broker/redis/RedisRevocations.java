package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

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
    static final Script RESTORE = Script.load("restore_revocations");
    static final Script FORGET = Script.load("forget_revocations");

    /** Of one call: others wait for Redis meanwhile. */
    private static final int MAX_ENTRIES = 100;

    private final RedisLink link;
    private final RedisKeys redisKeys;
    private final List<String> keys;
    private final Vertx vertx;

    RedisRevocations(RedisLink link, RedisKeys redisKeys, Vertx vertx) {
        this.link = link;
        this.redisKeys = redisKeys;
        this.keys = List.of(redisKeys.revocations(), redisKeys.revocationsVersion(), redisKeys.revocationsTakenBack());
        this.vertx = vertx;
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation, int max) {
        String json = json(revocation).encode();
        return link.send(Call.write(REVOKE, keys, revocation.id(), json, max, newVersion()))
                .thenApply(stored -> {
                    if (stored.toInteger() == 0) {
                        throw new BrokerException(BrokerException.Reason.TOO_MANY_REVOCATIONS);
                    }
                    return null;
                });
    }

    @Override
    public CompletionStage<Boolean> unrevoke(String id, long until, int max) {
        return link.send(Call.write(UNREVOKE, keys, id, until, max, newVersion()))
                .thenApply(removed -> {
                    if (removed.toInteger() < 0) {
                        throw new BrokerException(BrokerException.Reason.TOO_MANY_REVOCATIONS);
                    }
                    return removed.toInteger() == 1;
                });
    }

    @Override
    public CompletionStage<Boolean> restore(Collection<Revocation> revocations, Map<String, Long> takenBack) {
        List<Object[]> entries = new ArrayList<>();
        takenBack.forEach((id, until) -> entries.add(new Object[] {id, "T", until}));
        revocations.forEach(
                one -> entries.add(new Object[] {one.id(), "R", json(one).encode()}));
        return inParts(RESTORE, entries).thenApply(changed -> changed > 0);
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> ids) {
        return inParts(FORGET, ids.stream().map(id -> new Object[] {id}).toList())
                .thenApply(removed -> null);
    }

    /** The sum of the replies. */
    private CompletionStage<Integer> inParts(Script script, List<Object[]> entries) {
        CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
        for (int from = 0; from < entries.size(); from += MAX_ENTRIES) {
            List<Object[]> part = entries.subList(from, Math.min(from + MAX_ENTRIES, entries.size()));
            Object[] arguments = Stream.concat(
                            Stream.of(newVersion()), part.stream().flatMap(Arrays::stream))
                    .toArray();
            sum = sum.thenCompose(before ->
                    link.send(Call.write(script, keys, arguments)).thenApply(reply -> before + reply.toInteger()));
        }
        return sum;
    }

    /**
     * The version is read before the entries: a change between them is seen at the next look. What was taken back is read
     * last, and wins.
     */
    @Override
    public CompletionStage<Revocations> revocations(String known) {
        return link.send(Call.read("GET", redisKeys.revocationsVersion(), redisKeys.revocationsVersion()))
                .thenCompose(response -> {
                    String version = response == null ? "" : response.toString();
                    if (version.equals(known)) {
                        return CompletableFuture.completedFuture(null);
                    }
                    CompletionStage<Response> all =
                            link.send(Call.read("HVALS", redisKeys.revocations(), redisKeys.revocations()));
                    CompletionStage<Response> takenBack = link.send(
                            Call.read("HGETALL", redisKeys.revocationsTakenBack(), redisKeys.revocationsTakenBack()));
                    return all.thenCombine(
                                    takenBack,
                                    (values, gone) -> vertx.executeBlocking(
                                                    // There may be many, and this is Redis' event loop.
                                                    () -> parsed(version, values, gone), false)
                                            .toCompletionStage())
                            .thenCompose(Function.identity());
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

    private static Revocations parsed(String version, Response values, Response gone) {
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
        Map<String, Long> takenBack = new HashMap<>();
        for (String id : gone.getKeys()) {
            takenBack.put(id, gone.get(id).toLong());
        }
        return new Revocations(version, all, takenBack);
    }
}
