package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.HandshakeRefused;
import dev.roomcast.testing.IdentityProvider;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** Tokens that an identity provider signs, by keys that it publishes: as Keycloak makes them, on every way in. */
@QuarkusTest
@TestProfile(PublishedKeysTest.Keycloak.class)
class PublishedKeysTest extends ServerTest {

    private static final IdentityProvider PROVIDER = new IdentityProvider();
    private static final PublicJsonWebKey RSA = IdentityProvider.key("RS256", "rsa-1");
    private static final PublicJsonWebKey EC = IdentityProvider.key("ES256", "ec-1");
    private static final PublicJsonWebKey ED = IdentityProvider.key("EdDSA", "ed-1");

    @Inject
    DemoTokens demo;

    /** The settings of docs/identity-providers.md for Keycloak. */
    public static final class Keycloak implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            PROVIDER.publish(RSA, EC, ED);
            Map<String, String> settings = new HashMap<>();
            settings.put("mp.jwt.verify.publickey.location", PROVIDER.location());
            settings.put("mp.jwt.verify.publickey.algorithm", "RS256,ES256,EdDSA");
            settings.put("mp.jwt.verify.issuer", "https://keycloak.example/realms/team");
            settings.put("mp.jwt.verify.audiences", "roomcast");
            settings.put("smallrye.jwt.path.groups", "realm_access/roles");
            settings.put("roomcast.auth.admin-roles", "roomcast-admin,operator");
            settings.put("roomcast.auth.service-roles", "roomcast-service");
            return settings;
        }
    }

    /** An access token as Keycloak 26 makes them. */
    private static String claims(String roles, String more) {
        return """
                {"exp":4102444800,"iat":1700000000,"auth_time":1700000000,"jti":"onrtac:3f1c","iss":"https://keycloak.example/realms/team",
                "aud":["roomcast","account"],"sub":"8a1f6f0a-7a3e-4f0c-9f63-1d6d2c1f0a11","typ":"Bearer","azp":"web","sid":"c2",
                "acr":"1","allowed-origins":["https://app.example"],"realm_access":{"roles":[%s]},
                "resource_access":{"account":{"roles":["manage-account"]}},"scope":"openid profile email",
                "email_verified":true,"name":"Ada Lovelace","preferred_username":"ada","given_name":"Ada"%s}""".formatted(roles, more);
    }

    private static String token(PublicJsonWebKey key) {
        return IdentityProvider.sign(key, claims("\"user\"", ""));
    }

    private int status(String token) {
        return server.handshake("/chat", "Authorization: Bearer " + token).status();
    }

    @Test
    void rsaEllipticCurveAndEdwardsCurveSignaturesAreVerified() {
        for (PublicJsonWebKey key : new PublicJsonWebKey[] {RSA, EC, ED}) {
            RoomcastClient ada = server.chat().token(token(key)).connect();
            assertThat(ada.welcome().at("/user/username").asText()).isEqualTo("ada");
            assertThat(ada.welcome().at("/user/roles")).isEqualTo(Json.parse("[\"user\"]"));
        }
    }

    @Test
    void nestedRolesAreReadAndTheSettingsSayWhichCount() {
        String me = "/api/rooms";
        assertThat(server.api(IdentityProvider.sign(EC, claims("\"operator\"", "")))
                        .get(me)
                        .status())
                .isEqualTo(200);
        assertThat(server.api(IdentityProvider.sign(EC, claims("\"roomcast-service\"", "")))
                        .get(me)
                        .status())
                .isEqualTo(200);
        assertThat(server.api(IdentityProvider.sign(EC, claims("\"admin\"", "")))
                        .get(me)
                        .status())
                .as("a role that the settings do not name")
                .isEqualTo(403);
        assertThat(server.api(IdentityProvider.sign(
                                EC, claims("\"user\"", ",\"groups\":[\"operator\"],\"roles\":[\"operator\"]")))
                        .get(me)
                        .status())
                .as("roles elsewhere than where the settings say")
                .isEqualTo(403);
    }

    @Test
    void otherKeysAlgorithmsIssuersAndAudiencesAreRefused() throws JoseException {
        JsonWebSignature confused = new JsonWebSignature();
        confused.setAlgorithmHeaderValue("HS256");
        confused.setKeyIdHeaderValue("rsa-1");
        confused.setPayload(claims("\"operator\"", ""));
        confused.setKey(new HmacKey(RSA.getPublicKey().getEncoded()));
        String good = token(EC);
        for (String bad : new String[] {
            confused.getCompactSerialization(),
            IdentityProvider.sign(IdentityProvider.key("ES256", "ec-1"), claims("\"user\"", "")),
            IdentityProvider.sign(EC, claims("\"user\"", "").replace("realms/team", "realms/other")),
            IdentityProvider.sign(EC, claims("\"user\"", "").replace("\"roomcast\",", "")),
            "eyJhbGciOiJub25lIn0" + good.substring(good.indexOf('.'), good.lastIndexOf('.') + 1),
            "eyJhbGciOiJub25lIn0" + good.substring(good.indexOf('.')),
        }) {
            assertThat(status(bad)).isEqualTo(401);
        }
    }

    @Test
    void junkKeyIdsNeitherTakeAwayTheFetchOfARealOneNorCauseOneEach() {
        assertThat(status(token(EC))).isEqualTo(101);
        int before = PROVIDER.fetches();
        CompletableFuture<?>[] junk = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.runAsync(() -> assertThat(status(IdentityProvider.sign(
                                IdentityProvider.key("ES256", "junk-" + i), claims("\"user\"", ""))))
                        .isEqualTo(401)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(junk).join();
        int caused = PROVIDER.fetches() - before;
        PublicJsonWebKey next = IdentityProvider.key("ES256", unique("ec"));
        PROVIDER.publish(RSA, EC, ED, next);
        assertThat(status(token(next)))
                .as("a key published after the junk came")
                .isEqualTo(101);
        assertThat(caused).isBetween(1, 20);
        String known = IdentityProvider.sign(IdentityProvider.key("ES256", "junk-1"), claims("\"user\"", ""));
        int fetches = PROVIDER.fetches();
        for (int i = 0; i < 5; i++) {
            assertThat(status(known)).isEqualTo(401);
        }
        assertThat(PROVIDER.fetches()).isEqualTo(fetches);
    }

    @Test
    void whileTheProviderIsAwaySignInIsUnavailableAndNothingIsInvalid() {
        assertThat(status(token(EC))).isEqualTo(101);
        PublicJsonWebKey next = IdentityProvider.key("ES256", unique("ec"));
        RoomcastClient patient = server.chat().connect();
        PROVIDER.away(true);
        try {
            assertThatThrownBy(() -> server.chat().token(token(next)).connect())
                    .isInstanceOfSatisfying(HandshakeRefused.class, refused -> {
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.header("Retry-After")).isNotNull();
                    });
            assertThat(patient.refused("auth", "token", token(next)).text("code"))
                    .isEqualTo("unavailable");
            var api = server.api(token(next)).get("/api/me");
            assertThat(api.status()).isEqualTo(503);
            assertThat(api.at("/code").asText()).isEqualTo("unavailable");
            assertThat(status(token(EC))).as("a key that is here").isEqualTo(101);
        } finally {
            PROVIDER.publish(RSA, EC, ED, next);
            PROVIDER.away(false);
        }
        long end = System.nanoTime() + RoomcastClient.PATIENCE.toNanos();
        Frame answer = patient.ask("auth", "token", token(next));
        while (answer.type().equals("error") && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            answer = patient.ask("auth", "token", token(next));
        }
        assertThat(answer.type()).isEqualTo("auth-success");
        assertThat(server.api(token(EC)).get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void theDemoSignInIsOffWhereOthersSign() {
        assertThat(demo.enabled()).isFalse();
    }

    /** The signature is verified on a worker: what comes meanwhile must neither be lost nor be read as HTTP. */
    @Test
    void framesBehindAHandshakeWhoseTokenIsVerifiedOnAWorkerAreServedInOrder() {
        byte[] frames = bytes(ping("a"), ping("b"));
        for (int i = 0; i < 20; i++) {
            try (RawWebSocket raw =
                    RawWebSocket.openWith(server.http(), frames, "/chat", "Authorization: Bearer " + token(EC))) {
                assertThat(raw.status()).isEqualTo(101);
                assertThat(raw.readText().type()).isEqualTo("welcome");
                assertThat(raw.readText("pong").id()).isEqualTo("a");
                assertThat(raw.readText("pong").id()).isEqualTo("b");
                raw.bytes(ping("c"));
                assertThat(raw.readText("pong").id()).isEqualTo("c");
            }
        }
    }

    @Test
    void aHandshakeThatIsRejectedByAWorkerAnswersNothingElseOnItsConnection() {
        String stolen = IdentityProvider.sign(IdentityProvider.key("ES256", "ec-1"), claims("\"user\"", ""));
        byte[] request = "GET /api/rooms HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        try (RawWebSocket raw =
                RawWebSocket.openWith(server.http(), request, "/chat", "Authorization: Bearer " + stolen)) {
            assertThat(raw.status()).isEqualTo(401);
            assertThat(raw.read()).as("the end of the connection").isNull();
        }
    }

    private static byte[] ping(String id) {
        return RawWebSocket.bytesOf(
                0x81, ("{\"type\":\"ping\",\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
