package dev.roomcast.auth;

import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

import dev.roomcast.protocol.AuthFailure;

/** Verifies signed tokens by RFC 7515 and RFC 7519. */
@Singleton
final class JwtTokens implements Tokens {

    /** Characters of a token beyond which it is not read at all. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final Logger LOG = Logger.getLogger(JwtTokens.class);

    /** Claims as they stand: a name given twice is an attempt to be read in two ways. */
    private static final ObjectReader CLAIMS = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final VerificationKeys keys;
    private final TokenRules rules;
    private final ClaimsReader claims;
    private final Vertx vertx;

    @Inject
    JwtTokens(VerificationKeys keys, Config config, ClaimsReader claims, Vertx vertx) {
        this(keys, TokenRules.of(config), claims, vertx);
    }

    JwtTokens(VerificationKeys keys, TokenRules rules, ClaimsReader claims, Vertx vertx) {
        this.keys = keys;
        this.rules = rules;
        this.claims = claims;
        this.vertx = vertx;
    }

    @Override
    public CompletionStage<User> verify(String token) {
        if (token == null || token.length() > MAX_LENGTH) {
            return CompletableFuture.failedFuture(new TokenException(AuthFailure.INVALID_TOKEN));
        }
        if (keys.remote()) {
            return vertx.executeBlocking(() -> user(token), false).toCompletionStage();
        }
        try {
            return CompletableFuture.completedFuture(user(token));
        } catch (TokenException noGood) {
            return CompletableFuture.failedFuture(noGood);
        }
    }

    private User user(String token) {
        JsonNode verified = verified(token);
        return claims.read(verified, rules.check(verified, System.currentTimeMillis()));
    }

    /**
     * jose4j skips what is not base64url, and bits that the last character has too many: so a token that somebody changed
     * would still be good. There is one way to write it.
     */
    private static void requireBase64Url(String token) {
        for (String part : token.split("\\.", -1)) {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                throw new TokenException(AuthFailure.INVALID_TOKEN);
            }
        }
    }

    /** The claims of a token that is signed by whom it has to be. Failures carry nothing of the token. */
    private JsonNode verified(String token) {
        try {
            requireBase64Url(token);
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(keys.algorithms());
            signature.setDoKeyValidation(keys.strict());
            signature.setCompactSerialization(token);
            signature.setKey(keys.keyFor(signature));
            if (!signature.verifySignature()) {
                throw new TokenException(AuthFailure.INVALID_TOKEN);
            }
            JsonNode payload = CLAIMS.readTree(signature.getPayloadBytes());
            if (payload == null || !payload.isObject()) {
                throw new TokenException(AuthFailure.INVALID_TOKEN);
            }
            return payload;
        } catch (UnresolvableKeyException noKey) {
            LOG.debugf("No key for a token: %s", noKey.getClass().getSimpleName());
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        } catch (TokenException noGood) {
            throw noGood;
        } catch (JoseException | IOException | RuntimeException noToken) {
            // jose4j lets ClassCastException and the like through where a header is of another kind than it expects.
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
    }
}
