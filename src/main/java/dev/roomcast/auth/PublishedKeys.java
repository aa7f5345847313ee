package dev.roomcast.auth;

import java.io.IOException;
import java.security.Key;
import java.util.List;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.KeyLocationResolver;
import org.jose4j.http.Get;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * What an identity provider published at one moment: a key set, or a single key. Fetched by the constructor, with the
 * proxy and TLS settings of SmallRye JWT; asks for nothing later.
 */
final class PublishedKeys extends KeyLocationResolver {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int READ_TIMEOUT_MILLIS = 3_000;

    /** Set while the constructor of the parent class runs: it has no initializer. */
    private Get get;

    private final List<JsonWebKey> set;

    /**
     * Fetches them. Blocks for some seconds at most.
     *
     * @throws UnresolvableKeyException where there is no answer, or no keys in it
     */
    PublishedKeys(JWTAuthContextInfo settings) throws UnresolvableKeyException {
        super(settings);
        try {
            set = httpsJwks == null ? null : List.copyOf(httpsJwks.getJsonWebKeys());
        } catch (JoseException | IOException unreadable) {
            throw new UnresolvableKeyException("The keys cannot be read", unreadable);
        }
    }

    @Override
    protected Get getHttpGet() {
        get = new Get();
        get.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        get.setReadTimeout(READ_TIMEOUT_MILLIS);
        get.setRetries(0);
        return get;
    }

    @Override
    protected String readKeyContent(String location) throws IOException {
        return get != null && location.startsWith("http")
                ? get.get(location).getBody()
                : super.readKeyContent(location);
    }

    @Override
    protected JsonWebKey getHttpsJwk(String keyId, String algorithm) {
        return getJsonWebKey(keyId, set, algorithm);
    }

    /** Whether a key of that name may be here. */
    boolean mayHave(String keyId) {
        return set == null
                || keyId == null
                || isMatchingJwkAvailable(set, keyId)
                || (set.size() == 1 && set.get(0).getKeyId() == null);
    }

    /**
     * The key for a token.
     *
     * @throws UnknownKeyException where the token names one that is not here
     * @throws UnresolvableKeyException where none fits
     */
    Key find(JsonWebSignature token) throws UnknownKeyException, UnresolvableKeyException {
        if (!mayHave(token.getKeyIdHeaderValue())) {
            throw new UnknownKeyException(token.getKeyIdHeaderValue());
        }
        return resolveKey(token, List.of());
    }
}
