package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.IdentityProvider;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** Tokens as Auth0 makes them, whose roles are in a claim with an address for a name: with the settings of the page. */
@QuarkusTest
@TestProfile(NamespacedRolesTest.Auth0.class)
class NamespacedRolesTest extends ServerTest {

    private static final IdentityProvider PROVIDER = new IdentityProvider();
    private static final PublicJsonWebKey KEY = IdentityProvider.key("RS256", "auth0-1");
    private static final String AUTH = "ROOMCAST_AUTH_";

    /** The settings of docs/identity-providers.md for Auth0, but for the place of the keys. */
    public static final class Auth0 implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            PROVIDER.publish(KEY);
            Map<String, String> settings = new HashMap<>();
            documented().forEach((variable, value) -> settings.put(property(variable), value));
            settings.put("mp.jwt.verify.publickey.location", PROVIDER.location());
            return settings;
        }

        private static Map<String, String> documented() {
            try {
                String page = Files.readString(Path.of("docs/identity-providers.md"));
                String from = page.substring(page.indexOf("```sh\n", page.indexOf("\n## Auth0")) + "```sh\n".length());
                Map<String, String> variables = new HashMap<>();
                from.substring(0, from.indexOf("```")).lines().forEach(line -> {
                    String[] nameAndValue = line.split("=", 2);
                    variables.put(nameAndValue[0], nameAndValue[1].replaceAll("^'|'$", ""));
                });
                return variables;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String property(String variable) {
            return variable.startsWith(AUTH)
                    ? "roomcast.auth."
                            + variable.substring(AUTH.length())
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-')
                    : variable.toLowerCase(Locale.ROOT).replace('_', '.');
        }
    }

    /** An access token of a person who signed in by a browser; {@code roles} as JSON. */
    private static String claims(String roles) {
        return """
                {"https://chat.example/roles":%s,"iss":"https://team.eu.auth0.com/","sub":"auth0|5f7c8ec7c33c6c004bbafe82",
                "aud":["https://chat.example","https://team.eu.auth0.com/userinfo"],"iat":1700000000,"exp":4102444800,
                "azp":"my0NBkQ1fHJ2kPl9","scope":"openid profile email","permissions":["publish:rooms","chat-admin"]}""".formatted(roles);
    }

    private int status(String claims) {
        return server.handshake("/chat", "Authorization: Bearer " + IdentityProvider.sign(KEY, claims))
                .status();
    }

    private int rooms(String claims) {
        return server.api(IdentityProvider.sign(KEY, claims)).get("/api/rooms").status();
    }

    @Test
    void theRolesOfTheNamespacedClaimCount() {
        String token = IdentityProvider.sign(KEY, claims("[\"chat-admin\",\"user\"]"));
        RoomcastClient ada = server.chat().token(token).connect();
        assertThat(ada.userId()).isEqualTo("auth0|5f7c8ec7c33c6c004bbafe82");
        assertThat(ada.welcome().at("/user/roles")).isEqualTo(Json.parse("[\"chat-admin\",\"user\"]"));
        Api.Reply me = server.api(token).get("/api/me");
        assertThat(me.at("/id").asText()).isEqualTo("auth0|5f7c8ec7c33c6c004bbafe82");
        assertThat(rooms(claims("[\"chat-admin\"]"))).isEqualTo(200);
    }

    @Test
    void permissionsAndRolesElsewhereAreNoRoles() {
        assertThat(rooms(claims("[\"user\"]"))).isEqualTo(403);
        String elsewhere =
                claims("[\"user\"]").replaceFirst("\\{", "{\"roles\":[\"chat-admin\"],\"groups\":[\"chat-admin\"],");
        assertThat(rooms(elsewhere)).isEqualTo(403);
        String otherNamespace =
                claims("[\"chat-admin\"]").replace("https://chat.example/roles", "https://other.example/roles");
        assertThat(rooms(otherNamespace)).isEqualTo(403);
    }

    @Test
    void aTokenForABackEndHasTheRolesThatAnActionGivesIt() {
        String backEnd = """
                {"iss":"https://team.eu.auth0.com/","sub":"my0NBkQ1fHJ2kPl9@clients","aud":"https://chat.example",
                "iat":1700000000,"exp":4102444800,"azp":"my0NBkQ1fHJ2kPl9","gty":"client-credentials","permissions":[]}""";
        assertThat(status(backEnd)).isEqualTo(101);
        assertThat(rooms(backEnd)).isEqualTo(403);
        assertThat(rooms(backEnd.replaceFirst("\\{", "{\"https://chat.example/roles\":[\"chat-admin\"],")))
                .isEqualTo(200);
    }

    @Test
    void tokensForOtherApplicationsOrOfOthersAreRefused() {
        String good = claims("[\"user\"]");
        assertThat(status(good)).isEqualTo(101);
        assertThat(status(good.replace("\"https://chat.example\",", ""))).isEqualTo(401);
        assertThat(status(good.replace("auth0.com/\"", "auth0.com\"")))
                .as("no slash")
                .isEqualTo(401);
        assertThat(status(good.replace("team.eu", "other.eu"))).isEqualTo(401);
    }
}
