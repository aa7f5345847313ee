package dev.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Close;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Tokens that are taken back before they end, and why somebody may do what they may. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class RevocationsTest extends ServerTest {

    private static final Close REVOKED = Close.of(1008, "Token revoked");

    private Api admin() {
        return server.api(Tokens.admin("root"));
    }

    private int handshake(String token) {
        return server.handshake("/chat", "Authorization: Bearer " + token).status();
    }

    @Test
    void aRevokedTokenIsClosedAndRefusedOnEveryWayInAndGoodAgainWhenThatIsTakenBack() {
        String user = unique("ada");
        String jti = unique("jti");
        String token = Tokens.of(user).claim("jti", jti).sign();
        String other = Tokens.user(user);
        RoomcastClient live = server.chat().token(token).connect();
        RoomcastClient bystander = server.chat().token(other).connect();
        Api.Reply revoked = admin().post("/api/revocations", Map.of("jti", jti, "reason", "lost phone"));
        assertThat(revoked.status()).isEqualTo(201);
        assertThat(revoked.at("/jti").asText()).isEqualTo(jti);
        assertThat(Instant.parse(revoked.at("/until").asText())).isAfter(Instant.now());
        assertThat(live.closed()).isEqualTo(REVOKED);
        assertThat(handshake(token)).isEqualTo(401);
        assertThat(server.chat().connect().auth(token).text("code")).isEqualTo("revoked-token");
        Api.Reply me = server.api(token).get("/api/me");
        assertThat(me.status()).isEqualTo(401);
        assertThat(me.at("/reason").asText()).isEqualTo("revoked-token");
        bystander.ping();
        String id = revoked.at("/id").asText();
        assertThat(admin().get("/api/revocations?limit=1000").at("/revocations").findValuesAsText("id"))
                .contains(id);
        assertThat(admin().delete("/api/revocations/" + id).status()).isEqualTo(204);
        assertThat(admin().delete("/api/revocations/" + id).status()).isEqualTo(404);
        assertThat(handshake(token)).isEqualTo(101);
    }

    @Test
    void aRevokedUserHasToSignInAnewAndMay() {
        String user = unique("bob");
        RoomcastClient one = server.connect(user);
        RoomcastClient two = server.connect(user);
        RoomcastClient bystander = server.connect(unique("eve"));
        String without = Tokens.of(user).claim("iat", null).sign();
        String sameSecond = Tokens.user(user);
        assertThat(admin().post("/api/revocations", Map.of("userId", user)).status())
                .isEqualTo(201);
        assertThat(one.closed()).isEqualTo(REVOKED);
        assertThat(two.closed()).isEqualTo(REVOKED);
        assertThat(handshake(sameSecond))
                .as("issued before, perhaps in the same second")
                .isEqualTo(401);
        assertThat(handshake(without)).as("does not say when it was issued").isEqualTo(401);
        long later = Instant.now().getEpochSecond() + 2;
        assertThat(handshake(Tokens.of(user).claim("iat", later).sign()))
                .as("issued later")
                .isEqualTo(101);
        bystander.ping();
    }

    @Test
    void onlyAdminsMayAndSomethingHasToBeNamed() {
        for (String token : List.of(Tokens.user("u"), Tokens.service("s"))) {
            assertThat(server.api(token)
                            .post("/api/revocations", Map.of("userId", "x"))
                            .status())
                    .isEqualTo(403);
            assertThat(server.api(token).get("/api/revocations").status()).isEqualTo(403);
            assertThat(server.api(token).delete("/api/revocations/x").status()).isEqualTo(403);
            assertThat(server.api(token)
                            .get("/api/explain?userId=a&roomId=b&right=join")
                            .status())
                    .isEqualTo(403);
        }
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("reason", "x"),
                Map.of("jti", ""),
                Map.of("jti", 7),
                Map.of("userId", ""),
                Map.of("userId", "a\u202eb"),
                Map.of("jti", "x".repeat(513)))) {
            assertThat(admin().post("/api/revocations", bad).status())
                    .as(bad.toString())
                    .isEqualTo(400);
        }
    }

    @Test
    void explainNamesTheClaimTheRuleOrTheRoleThatDecides() {
        String user = unique("carl");
        server.chat()
                .token(Tokens.of(user).room("team-*", "join", "write").sign())
                .connect();
        server.chat().token(Tokens.admin(user + "-boss")).connect();
        assertExplained(user, "team-1", "write", true, "rooms");
        assertExplained(user, "team-1", "history", false, "rooms");
        assertExplained(user, "elsewhere", "join", false, "rooms");
        assertExplained(user + "-boss", "notice-1", "moderate", true, "admin");
        assertExplained("absent-" + user, "notice-1", "write", false, "roomcast.rooms[0]");
        assertExplained("absent-" + user, "lobby", "write", true, "not connected");
        assertThat(admin().get("/api/explain?userId=a&roomId=b&right=fly").status())
                .isEqualTo(400);
        assertThat(admin().get("/api/explain?userId=a&right=join").status()).isEqualTo(400);
        assertThat(admin().get("/api/explain?roomId=b&right=join").status()).isEqualTo(400);
    }

    private void assertExplained(String userId, String roomId, String right, boolean allowed, String because) {
        Api.Reply reply = admin().get("/api/explain?userId=" + userId + "&roomId=" + roomId + "&right=" + right);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("/allowed").asBoolean()).as(reply.text()).isEqualTo(allowed);
        assertThat(reply.at("/because").toString()).contains(because);
    }

    @Test
    void aFreshTokenWithFewerRightsLeavesTheRoomsThatItDoesNotAllow() {
        String user = unique("dora");
        String kept = unique("kept");
        String lost = unique("lost");
        RoomcastClient witness = server.member(unique("witness"), lost);
        RoomcastClient dora = server.connect(user);
        dora.join(kept);
        dora.join(lost);
        witness.expect("user-joined", lost);
        assertThat(dora.auth(Tokens.of(user).room(kept, "join", "write").sign()).type())
                .isEqualTo("auth-success");
        assertThat(dora.expect("room-left", lost).text("reason")).isEqualTo("forbidden");
        assertThat(witness.expect("user-left", lost).at("/user/id").asText()).isEqualTo(user);
        dora.say(kept, "still here");
        assertThat(dora.refused("room-message", "roomId", lost, "content", 1).text("code"))
                .isEqualTo("forbidden");
    }
}
