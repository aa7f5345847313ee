package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/**
 * Revocations in a real Redis, which loses some of them: it falls back to an older state, as a replica that takes over and
 * lags behind, or it is empty. What is done to Redis here is done in one step, as it looks to an instance.
 */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class RevocationsOnRedisTest extends RevocationsTest {

    private static final String LIST = "{roomcast}:revocations";
    private static final String VERSION = "{roomcast}:revocations:version";
    private static final String TAKEN_BACK = "{roomcast}:revocations:taken-back";

    private final RedisServer redis = RedisServer.shared();
    private final Api admin = server.api(Tokens.admin("root"));

    @Test
    void aRevocationThatAnOlderStateOfRedisLacksIsKeptAndWrittenAgain() {
        String token = Tokens.user(unique("lost"));
        revoke(unique("first"));
        String version = version();
        String id = revoke(userOf(token));
        String other = UUID.randomUUID().toString();
        fallBack(List.of("HDEL", LIST, id), List.of("HSET", LIST, other, json(other)), newVersion());
        Await.until("another instance's revocation", () -> listed(other));
        assertThat(listed(id)).isTrue();
        assertRefused(token);
        Await.until("it is in Redis again", () -> inRedis(id));
        fallBack(List.of("HDEL", LIST, id), List.of("SET", VERSION, version));
        Await.until("it is in Redis again, which has a version that was read before", () -> inRedis(id));
        assertThat(listed(id)).isTrue();
        assertRefused(token);
    }

    @Test
    void aRevocationThatAnEmptyRedisLacksIsKeptAndWrittenAgain() {
        String token = Tokens.user(unique("lost"));
        String id = revoke(userOf(token));
        fallBack(List.of("DEL", LIST), List.of("DEL", VERSION), List.of("DEL", TAKEN_BACK));
        Await.until("it is in Redis again", () -> inRedis(id));
        String other = UUID.randomUUID().toString();
        fallBack(
                List.of("DEL", LIST),
                List.of("DEL", TAKEN_BACK),
                List.of("HSET", LIST, other, json(other)),
                newVersion());
        Await.until("another instance's revocation", () -> listed(other));
        assertThat(listed(id)).isTrue();
        assertRefused(token);
        Await.until("it is in Redis again", () -> inRedis(id) && inRedis(other));
    }

    @Test
    void whatWasTakenBackStaysSoWhereAnOlderStateOfRedisHasIt() {
        String token = Tokens.user(unique("back"));
        String id = revoke(userOf(token));
        String stored = (String) redis.command("HGET", LIST, id);
        assertThat(admin.delete("/api/revocations/" + id).status()).isEqualTo(204);
        String other = UUID.randomUUID().toString();
        fallBack(
                List.of("HSET", LIST, id, stored),
                List.of("HDEL", TAKEN_BACK, id),
                List.of("HSET", LIST, other, json(other)),
                newVersion());
        Await.until("another instance's revocation", () -> listed(other));
        assertThat(listed(id)).isFalse();
        Await.until("it is removed from Redis", () -> !inRedis(id));
        RoomcastClient ada = server.chat().token(token).connect();
        ada.ping();
    }

    @Test
    void whatRedisHasLostCanBeTakenBackAllTheSame() {
        String token = Tokens.user(unique("back"));
        String id = revoke(userOf(token));
        redis.command("HDEL", LIST, id);
        assertThat(admin.delete("/api/revocations/" + id).status()).isEqualTo(204);
        assertThat(redis.command("HEXISTS", TAKEN_BACK, id)).isEqualTo(1L);
        server.chat().token(token).connect().ping();
    }

    private String userOf(String token) {
        return server.api(token).get("/api/me").at("/id").asText();
    }

    private String revoke(String userId) {
        Api.Reply revoked = admin.post("/api/revocations", Map.of("userId", userId));
        assertThat(revoked.status()).isEqualTo(201);
        return revoked.at("/id").asText();
    }

    private void assertRefused(String token) {
        assertThat(server.handshake("/chat", "Authorization: Bearer " + token).status())
                .isEqualTo(401);
    }

    private boolean listed(String id) {
        return admin.get("/api/revocations?limit=1000")
                .at("/revocations")
                .findValuesAsText("id")
                .contains(id);
    }

    private boolean inRedis(String id) {
        return redis.command("HEXISTS", LIST, id).equals(1L);
    }

    private String version() {
        return (String) redis.command("GET", VERSION);
    }

    private static List<String> newVersion() {
        return List.of("SET", VERSION, UUID.randomUUID().toString());
    }

    private static String json(String id) {
        return "{\"id\":\"" + id + "\",\"jti\":\"" + id + "\",\"revokedAt\":1,\"until\":4102444800000}";
    }

    /** All of the commands, in one step. */
    @SafeVarargs
    private void fallBack(List<String>... commands) {
        StringBuilder script = new StringBuilder();
        for (List<String> command : commands) {
            script.append("redis.call('").append(String.join("','", command)).append("')\n");
        }
        redis.command("EVAL", script.toString(), "0");
    }
}
