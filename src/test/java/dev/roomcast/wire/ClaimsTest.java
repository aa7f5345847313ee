package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Which claims make which user, and which make a bad token. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ClaimsTest extends ServerTest {

    private Frame signIn(Tokens token) {
        return server.chat().connect().auth(token.sign());
    }

    @Test
    void userIdComesBeforeSub() {
        Frame success = signIn(Tokens.empty().claim("userId", "u-1").claim("sub", "s-1"));
        assertThat(success.at("/user/id").asText()).isEqualTo("u-1");
        assertThat(signIn(Tokens.empty().claim("sub", "s-1")).at("/user/id").asText())
                .isEqualTo("s-1");
    }

    @Test
    void aNumericUserIdCountsAsItsDecimalString() {
        assertThat(signIn(Tokens.empty().claim("userId", 42)).at("/user/id")).isEqualTo(Json.tree("42"));
        assertThat(signIn(Tokens.empty().claim("userId", 9007199254740993L)).at("/user/id"))
                .isEqualTo(Json.tree("9007199254740993"));
    }

    @Test
    void theUserNameIsTheFirstOfFourClaims() {
        Tokens all = Tokens.empty()
                .claim("userId", "u-2")
                .claim("username", "first")
                .claim("preferred_username", "second")
                .claim("upn", "third");
        assertThat(signIn(all).at("/user/username").asText()).isEqualTo("first");
        assertThat(signIn(all.claim("username", null)).at("/user/username").asText())
                .isEqualTo("second");
        assertThat(signIn(all.claim("preferred_username", null))
                        .at("/user/username")
                        .asText())
                .isEqualTo("third");
        assertThat(signIn(all.claim("upn", null)).at("/user/username").asText()).isEqualTo("u-2");
    }

    @Test
    void rolesComeBeforeGroupsAndWithoutBothThereAreNone() {
        Tokens both = Tokens.empty()
                .claim("userId", "u-3")
                .claim("roles", List.of("user"))
                .claim("groups", List.of("admin"));
        assertThat(signIn(both).at("/user/roles")).isEqualTo(Json.parse("[\"user\"]"));
        assertThat(signIn(both.claim("roles", null)).at("/user/roles")).isEqualTo(Json.parse("[\"admin\"]"));
        assertThat(signIn(both.claim("groups", null)).at("/user/roles")).isEqualTo(Json.parse("[]"));
    }

    static List<Tokens> badTokens() {
        return List.of(
                Tokens.empty(),
                Tokens.of("u").claim("exp", null),
                Tokens.of("u").claim("exp", "tomorrow"),
                Tokens.of("u").claim("userId", true),
                Tokens.of("u").claim("userId", Map.of("id", "u")),
                Tokens.of("u").claim("userId", List.of("u")),
                Tokens.of("u").claim("userId", 1.5),
                Tokens.of("u").claim("userId", ""),
                Tokens.of("u").claim("userId", "x".repeat(129)),
                Tokens.of("u").claim("userId", "a\u0000b"),
                Tokens.of("u").claim("userId", "a\u202eb"),
                Tokens.of("u").claim("userId", "guest:u"),
                Tokens.empty().claim("sub", "guest:u"),
                Tokens.of("u").claim("username", 7),
                Tokens.of("u").claim("username", "x".repeat(65)),
                Tokens.of("u").claim("username", "evil\u202e"),
                Tokens.of("u").claim("roles", "admin"),
                Tokens.of("u").claim("roles", List.of(1)),
                Tokens.of("u").claim("roles", Map.of("admin", true)),
                Tokens.of("u").claim("rooms", "team-*"),
                Tokens.of("u").claim("rooms", List.of("team-*")),
                Tokens.of("u").claim("rooms", List.of(Map.of("match", 1, "rights", List.of("join")))),
                Tokens.of("u").claim("rooms", List.of(Map.of("match", "*", "rights", "join"))));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void aClaimOfAWrongKindWhereItIsUsedMakesABadToken(Tokens token) {
        Frame failed = signIn(token);
        assertThat(failed.type()).isEqualTo("auth-failed");
        assertThat(failed.text("code")).isEqualTo("invalid-token");
        assertThat(server.handshake("/chat", "Authorization: Bearer " + token.sign())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aClaimOfAWrongKindThatIsNotUsedDoesNotMatter() {
        assertThat(signIn(Tokens.of("u-4").claim("upn", 7).claim("groups", "none"))
                        .type())
                .isEqualTo("auth-success");
    }

    @Test
    void theLongestNamesAreGood() {
        String id = "\ud83d\ude00".repeat(128);
        String name = "\u6f22".repeat(64);
        RoomcastClient client = server.chat().connect();
        Frame success = client.auth(
                Tokens.empty().claim("userId", id).claim("username", name).sign());
        assertThat(success.at("/user/id").asText()).isEqualTo(id);
        assertThat(success.at("/user/username").asText()).isEqualTo(name);
    }

    @Test
    void aUserWithoutANameIsCalledByItsIdEvenWhereThatIsLong() {
        Frame answer = signIn(Tokens.empty().claim("userId", "plain-" + "x".repeat(40)));
        assertThat(answer.at("/user/username").asText()).startsWith("plain-");
    }
}
