package dev.roomcast.auth;

import java.security.Key;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.KeyProvider;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.AwsAlbKeyResolver;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.KeyLocationResolver;
import io.smallrye.jwt.auth.principal.X509KeyLocationResolver;
import org.eclipse.microprofile.config.Config;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The keys that verify tokens, and the algorithms they are for. A token's own {@code alg} never chooses: it has to be one
 * of those that go with the key.
 */
@Singleton
final class VerificationKeys {

    private final byte[] secret;
    private final Key secretKey;
    private final JWTAuthContextInfo info;
    private final AlgorithmConstraints algorithms;
    private volatile VerificationKeyResolver resolver;

    /**
     * Reads the settings.
     *
     * @throws ConfigurationException where they give no key, or not a good one
     */
    @Inject
    VerificationKeys(Config config, Instance<JWTAuthContextInfo> smallryeJwt) {
        Optional<byte[]> given = JwtSettings.secret(config);
        if (given.isEmpty() && JwtSettings.keySetting(config).isPresent()) {
            secret = null;
            secretKey = null;
            info = smallryeJwt.get();
            algorithms = new AlgorithmConstraints(
                    ConstraintType.PERMIT,
                    info.getSignatureAlgorithm().stream()
                            .map(SignatureAlgorithm::getAlgorithm)
                            .toArray(String[]::new));
            return;
        }
        if (given.isEmpty() && !JwtSettings.mayMakeKey()) {
            throw new ConfigurationException(
                    "There is no key to verify tokens with: set JWT_SECRET (property jwt.secret) to a random text of at least"
                            + " 32 bytes, or point MP_JWT_VERIFY_PUBLICKEY_LOCATION (property"
                            + " mp.jwt.verify.publickey.location) at the public key or JWKS of your identity provider.");
        }
        secret = given.orElseGet(VerificationKeys::makeSecret);
        secretKey = new HmacKey(secret);
        info = null;
        algorithms = new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256);
    }

    /** Keys of a secret alone. */
    VerificationKeys(byte[] secret) {
        this.secret = secret;
        secretKey = new HmacKey(secret);
        info = null;
        algorithms = new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256);
    }

    private static byte[] makeSecret() {
        byte[] random = new byte[JwtSettings.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /** The secret of HS256, which signs as well; empty where others sign. */
    Optional<byte[]> secret() {
        return Optional.ofNullable(secret);
    }

    /** Whether finding a key may need the network. */
    boolean remote() {
        return info != null
                && (info.getKeyProvider() == KeyProvider.AWS_ALB
                        || (info.getPublicKeyLocation() != null
                                && info.getPublicKeyLocation().startsWith("http")));
    }

    /** Algorithms that a token may name. */
    AlgorithmConstraints algorithms() {
        return algorithms;
    }

    /** Whether keys that are too short for their algorithm are refused. */
    boolean strict() {
        return info == null || !info.isRelaxVerificationKeyValidation();
    }

    /**
     * The key for that token. May block where {@link #remote}.
     *
     * @throws UnresolvableKeyException where there is none, or it is out of reach
     */
    Key keyFor(JsonWebSignature token) throws UnresolvableKeyException {
        return secretKey != null ? secretKey : resolver().resolveKey(token, List.of());
    }

    /** Made at the first token, and made again at the next where that did not work: keys far away may come later. */
    private VerificationKeyResolver resolver() throws UnresolvableKeyException {
        VerificationKeyResolver known = resolver;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (resolver == null) {
                resolver = makeResolver();
            }
            return resolver;
        }
    }

    private VerificationKeyResolver makeResolver() throws UnresolvableKeyException {
        if (info.getKeyProvider() == KeyProvider.AWS_ALB) {
            return new AwsAlbKeyResolver(info);
        }
        if (info.getPublicVerificationKey() != null) {
            return (token, nesting) -> info.getPublicVerificationKey();
        }
        if (info.getSecretVerificationKey() != null) {
            return (token, nesting) -> info.getSecretVerificationKey();
        }
        return info.isVerifyCertificateThumbprint() ? new X509KeyLocationResolver(info) : new KeyLocationResolver(info);
    }

    /**
     * Loads keys that are near, so that a wrong one stops the start and not the first token.
     *
     * @throws ConfigurationException where they are no keys
     */
    void load() {
        if (secretKey != null || remote()) {
            return;
        }
        try {
            resolver();
        } catch (UnresolvableKeyException noKey) {
            throw new ConfigurationException("The key to verify tokens with cannot be read (properties mp.jwt.verify.*"
                    + " and smallrye.jwt.*): " + noKey.getMessage());
        }
    }
}
