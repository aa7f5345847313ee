package dev.roomcast.auth;

import java.util.List;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.auth.principal.PrincipalUtils;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

import dev.roomcast.protocol.AuthFailure;

/**
 * Makes the principal of a token: the part of SmallRye JWT that is put in the place of its own, which refuses a numeric
 * {@code sub} and a token without {@code iat}, and has a grace of a minute that 0 does not switch off. Signatures by RFC
 * 7515, claims by RFC 7519. To be called on a worker where {@link VerificationKeys#onLoop} is false.
 */
@Alternative
@Priority(1)
@Singleton
final class TokenPrincipals extends JWTCallerPrincipalFactory {

    private static final String GROUPS = "groups";

    private final VerificationKeys keys;
    private final TokenRules rules;
    private final ClaimsReader reader;

    @Inject
    TokenPrincipals(VerificationKeys keys, JWTAuthContextInfo settings, ClaimsReader reader) {
        this.keys = keys;
        this.rules = TokenRules.of(settings);
        this.reader = reader;
    }

    /** Failures carry nothing of the token. */
    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo settings) throws ParseException {
        if (!TokenShape.isSigned(token) || !keys.mayHaveSigned(token)) {
            throw new RejectedTokenException(AuthFailure.INVALID_TOKEN);
        }
        try {
            JsonWebSignature signature = verified(token, settings);
            JwtClaims claims = JwtClaims.parse(signature.getPayload());
            TokenTerms terms = rules.check(new JwtContext(token, claims, List.of(signature)));
            if (ClaimsReader.isMapped(settings)) {
                map(claims, token, settings);
            }
            User user = reader.read(claims, settings, terms);
            return new TokenPrincipal(token, signature.getHeader("typ"), claims, user);
        } catch (TokenException noGood) {
            throw new RejectedTokenException(noGood.failure());
        } catch (KeysUnavailableException later) {
            throw later;
        } catch (JoseException | InvalidJwtException | RuntimeException noToken) {
            // jose4j lets ClassCastException and the like through where a header is of another kind than it expects.
            throw new RejectedTokenException(AuthFailure.INVALID_TOKEN);
        }
    }

    /** SmallRye JWT leaves {@code groups} as it is where a path leads nowhere: with a path set, nothing else may give roles. */
    private static void map(JwtClaims claims, String token, JWTAuthContextInfo settings) {
        String path = settings.getGroupsPath();
        if (path != null && !GROUPS.equals(path.split("/", 2)[0])) {
            claims.unsetClaim(GROUPS);
        }
        PrincipalUtils.setClaims(claims, token, settings);
    }

    private JsonWebSignature verified(String token, JWTAuthContextInfo settings)
            throws JoseException, UnknownKeyException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(keys.algorithms());
        signature.setDoKeyValidation(!settings.isRelaxVerificationKeyValidation());
        signature.setCompactSerialization(token);
        try {
            signature.setKey(keys.keyFor(signature));
        } catch (UnresolvableKeyException noKey) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
        if (!signature.verifySignature()) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
        return signature;
    }
}
