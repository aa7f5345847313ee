package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.AudValidator;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.IssValidator;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.NumericDateValidator;

import dev.roomcast.protocol.AuthFailure;

/**
 * What is asked of a token beside its signature: jose4j's validators for issuer, audience and times, and what MicroProfile
 * JWT and SmallRye JWT add to them.
 */
final class TokenRules {

    /** The end of the year 9999: what is later is as good as never, and could not be written as ISO-8601 in the usual way. */
    private static final long LAST_MOMENT = 253_402_300_799_999L;

    private static final long SECOND = 1_000;

    private final List<ErrorCodeValidator> validators = new ArrayList<>();
    private final long graceMillis;
    private final long maxAgeMillis;
    private final long maxLifeMillis;
    private final Set<String> requiredClaims;

    private TokenRules(JWTAuthContextInfo settings) {
        graceMillis = settings.getClockSkew() * SECOND;
        maxAgeMillis = settings.getTokenAge() == null ? 0 : settings.getTokenAge() * SECOND;
        maxLifeMillis = settings.getMaxTimeToLiveSecs() == null ? 0 : settings.getMaxTimeToLiveSecs() * SECOND;
        requiredClaims = settings.getRequiredClaims() == null ? Set.of() : settings.getRequiredClaims();
        if (settings.getIssuedBy() != null) {
            validators.add(new IssValidator(settings.getIssuedBy(), true));
        }
        if (settings.getExpectedAudience() != null) {
            validators.add(new AudValidator(settings.getExpectedAudience(), true));
        }
        NumericDateValidator times = new NumericDateValidator();
        times.setRequireExp(true);
        times.setRequireIat(maxAgeMillis > 0 || maxLifeMillis > 0);
        times.setAllowedClockSkewSeconds(settings.getClockSkew());
        // Last: that a token has ended is told only where nothing else is wrong with it.
        validators.add(times);
    }

    /** The rules that the settings make. */
    static TokenRules of(JWTAuthContextInfo settings) {
        return new TokenRules(settings);
    }

    /**
     * Holds claims against the rules.
     *
     * @return the token's times and id
     * @throws TokenException with {@code expired-token} or {@code invalid-token}
     */
    TokenTerms check(JwtContext token) {
        JwtClaims claims = token.getJwtClaims();
        require(claims.getClaimsMap().keySet().containsAll(requiredClaims));
        require(claims.getClaimValue("jti") == null || claims.getClaimValue("jti") instanceof String);
        try {
            for (ErrorCodeValidator validator : validators) {
                ErrorCodeValidator.Error error = validator.validate(token);
                if (error != null) {
                    throw new TokenException(
                            error.getErrorCode() == ErrorCodes.EXPIRED
                                    ? AuthFailure.EXPIRED_TOKEN
                                    : AuthFailure.INVALID_TOKEN);
                }
            }
        } catch (MalformedClaimException ofAnotherKind) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
        long issuedAt = claims.hasClaim("iat") ? millis(claims, "iat") : 0;
        long expiresAt = millis(claims, "exp");
        require(maxLifeMillis == 0 || expiresAt - issuedAt <= maxLifeMillis);
        if (maxAgeMillis > 0 && System.currentTimeMillis() - issuedAt > maxAgeMillis + graceMillis) {
            throw new TokenException(AuthFailure.EXPIRED_TOKEN);
        }
        return new TokenTerms((String) claims.getClaimValue("jti"), issuedAt, expiresAt + graceMillis);
    }

    /** Seconds since 1970, whole or not, as milliseconds. */
    private static long millis(JwtClaims claims, String name) {
        Object seconds = claims.getClaimValue(name);
        require(seconds instanceof Number);
        double millis = ((Number) seconds).doubleValue() * SECOND;
        return (long) Math.max(0, Math.min(LAST_MOMENT, millis));
    }

    private static void require(boolean kept) {
        if (!kept) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
    }
}
