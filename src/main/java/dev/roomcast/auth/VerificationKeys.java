package dev.roomcast.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.KeyProvider;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.AwsAlbKeyResolver;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.KeyLocationResolver;
import io.smallrye.jwt.auth.principal.X509KeyLocationResolver;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The keys that verify tokens, and the algorithms they are for. A token's own {@code alg} never chooses: it has to be one
 * of those that go with the key.
 */
@Singleton
final class VerificationKeys {

    private static final String HMAC_SHA256 = "HmacSHA256";

    private final JWTAuthContextInfo settings;
    private final RemoteKeys remote;
    private final AlgorithmConstraints algorithms;
    private final boolean onLoop;

    /** The key where HS256 is the only algorithm; otherwise null. */
    private final SecretKey secret;

    private volatile VerificationKeyResolver resolver;

    @Inject
    VerificationKeys(JWTAuthContextInfo settings, RemoteKeys remote) {
        this.settings = settings;
        this.remote = remote;
        algorithms = new AlgorithmConstraints(
                ConstraintType.PERMIT,
                settings.getSignatureAlgorithm().stream()
                        .map(SignatureAlgorithm::getAlgorithm)
                        .toArray(String[]::new));
        onLoop = !isFarAway()
                && settings.getSignatureAlgorithm().stream()
                        .allMatch(algorithm -> algorithm.getAlgorithm().startsWith("HS"));
        secret = settings.getSignatureAlgorithm().equals(Set.of(SignatureAlgorithm.HS256))
                ? settings.getSecretVerificationKey()
                : null;
    }

    private boolean isFarAway() {
        return settings.getKeyProvider() == KeyProvider.AWS_ALB || RemoteKeys.isRemote(settings);
    }

    /** The secret of HS256 that signs as well; empty where others sign. */
    Optional<SecretKey> secret() {
        return Optional.ofNullable(secret);
    }

    /** Whether verifying a token is so little work that an event loop may do it: an HMAC with a key that is here. */
    boolean onLoop() {
        return onLoop;
    }

    /** Algorithms that a token may name. */
    AlgorithmConstraints algorithms() {
        return algorithms;
    }

    /**
     * A look at the signature before anything of a token is decoded: where there is but one secret, a token that it did
     * not sign costs one HMAC, and no exception of a parser. True also where that cannot be told yet.
     *
     * @param token one of {@link TokenShape}
     */
    boolean mayHaveSigned(String token) {
        if (secret == null) {
            return true;
        }
        int end = token.lastIndexOf('.');
        try {
            Mac mac = Mac.getInstance(HMAC_SHA256);
            mac.init(secret);
            byte[] signed = mac.doFinal(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
            return MessageDigest.isEqual(signed, Base64.getUrlDecoder().decode(token.substring(end + 1)));
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /**
     * The key for that token.
     *
     * @throws UnknownKeyException where the identity provider may have it, but it was not fetched yet
     * @throws UnresolvableKeyException where there is none
     */
    Key keyFor(JsonWebSignature token) throws UnresolvableKeyException, UnknownKeyException {
        if (settings.getPublicVerificationKey() != null) {
            return settings.getPublicVerificationKey();
        }
        if (settings.getSecretVerificationKey() != null) {
            return settings.getSecretVerificationKey();
        }
        return RemoteKeys.isRemote(settings) ? remote.keyFor(token) : resolver().resolveKey(token, List.of());
    }

    /** Made at the first token, and made again at the next where that did not work. */
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
        if (settings.getKeyProvider() == KeyProvider.AWS_ALB) {
            return new AwsAlbKeyResolver(settings);
        }
        return settings.isVerifyCertificateThumbprint()
                ? new X509KeyLocationResolver(settings)
                : new KeyLocationResolver(settings);
    }

    /**
     * Loads keys that are near, so that a wrong one stops the start and not the first token; begins to fetch those of an
     * identity provider, which may come later.
     *
     * @throws ConfigurationException where they are no keys
     */
    void load() {
        if (RemoteKeys.isRemote(settings)) {
            remote.fetchAtStart();
        } else if (!isFarAway()
                && settings.getPublicVerificationKey() == null
                && settings.getSecretVerificationKey() == null) {
            try {
                resolver();
            } catch (UnresolvableKeyException noKey) {
                throw new ConfigurationException(
                        "The key to verify tokens with cannot be read (properties mp.jwt.verify.*"
                                + " and smallrye.jwt.*): " + noKey.getMessage());
            }
        }
    }
}
