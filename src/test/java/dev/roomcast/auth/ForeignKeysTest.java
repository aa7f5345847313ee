package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import jakarta.inject.Inject;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import dev.roomcast.protocol.AuthFailure;

/** Tokens that an identity provider signs, by keys that it publishes. */
@QuarkusTest
@WithTestResource(ForeignKeysTest.Provider.class)
class ForeignKeysTest {

    private static final String CLAIMS = "{\"sub\":\"ada\",\"iss\":\"https://provider.test\",\"exp\":4102444800}";

    @Inject
    Tokens tokens;

    @Inject
    DemoTokens demo;

    @Test
    void aTokenOfTheProviderIsGoodWithoutIat() {
        User user = tokens.verify(signed(CLAIMS, Provider.KEY, "provider-1"))
                .toCompletableFuture()
                .join();
        assertThat(user.id()).isEqualTo("ada");
    }

    @Test
    void aTokenOfAnotherKeyIsNot() throws JoseException {
        EllipticCurveJsonWebKey other = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        assertThat(failure(signed(CLAIMS, other, "provider-1"))).isEqualTo(AuthFailure.INVALID_TOKEN);
        assertThat(failure(signed(CLAIMS, other, "unheard-of"))).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void aTokenOfAnotherIssuerIsNot() {
        String claims = CLAIMS.replace("provider.test", "elsewhere.test");
        assertThat(failure(signed(claims, Provider.KEY, "provider-1"))).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void thePublicKeyIsNoSecret() throws JoseException {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setAlgorithmHeaderValue("HS256");
        forged.setKeyIdHeaderValue("provider-1");
        forged.setPayload(CLAIMS);
        forged.setKey(new HmacKey(Provider.KEY.getPublicKey().getEncoded()));
        assertThat(failure(forged.getCompactSerialization())).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void theDemoSignInIsOffWhereOthersSign() {
        assertThat(demo.enabled()).isFalse();
    }

    private AuthFailure failure(String token) {
        Throwable thrown =
                catchThrowable(() -> tokens.verify(token).toCompletableFuture().join());
        return ((TokenException) thrown.getCause()).failure();
    }

    private static String signed(String claims, EllipticCurveJsonWebKey key, String keyId) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue("ES256");
            signature.setKeyIdHeaderValue(keyId);
            signature.setPayload(claims);
            signature.setKey(key.getPrivateKey());
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An identity provider, as far as it publishes a JWKS. */
    public static final class Provider implements QuarkusTestResourceLifecycleManager {

        static final EllipticCurveJsonWebKey KEY = key();

        private HttpServer server;

        private static EllipticCurveJsonWebKey key() {
            try {
                EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
                key.setKeyId("provider-1");
                key.setAlgorithm("ES256");
                return key;
            } catch (JoseException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public Map<String, String> start() {
            byte[] keys = new JsonWebKeySet(KEY)
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException noPort) {
                throw new UncheckedIOException(noPort);
            }
            server.createContext("/keys", exchange -> {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "mp.jwt.verify.publickey.location",
                    "http://localhost:" + server.getAddress().getPort() + "/keys",
                    "mp.jwt.verify.publickey.algorithm",
                    "ES256",
                    "mp.jwt.verify.issuer",
                    "https://provider.test",
                    "quarkus.http.test-port",
                    "0",
                    "quarkus.management.test-port",
                    "0");
        }

        @Override
        public void stop() {
            Optional.ofNullable(server).ifPresent(running -> running.stop(0));
        }
    }
}
