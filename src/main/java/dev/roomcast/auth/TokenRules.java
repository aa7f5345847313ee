package dev.roomcast.auth;

import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.config.Config;

import dev.roomcast.protocol.AuthFailure;

/**
 * What is asked of a token beside its signature: that it has not ended, and whatever {@code mp.jwt.verify.*} adds. These
 * checks are made here and not by smallrye-jwt, whose parser refuses a numeric {@code sub} and a token without {@code iat},
 * and has a grace of a minute that 0 does not switch off.
 *
 * @param issuer the {@code iss} that is expected, or null for any
 * @param audiences of which {@code aud} has to name one; empty for any
 * @param graceMillis how long a token is good past its end, and before its beginning
 * @param maxAgeMillis how long after {@code iat} a token is good; 0 for any time
 * @param maxLifeMillis how much time may be between {@code iat} and {@code exp}; 0 for any
 * @param requiredClaims claims that have to be there
 */
record TokenRules(
        String issuer,
        Set<String> audiences,
        long graceMillis,
        long maxAgeMillis,
        long maxLifeMillis,
        Set<String> requiredClaims) {

    /** The end of the year 9999: what is later is as good as never, and could not be written as ISO-8601 in the usual way. */
    private static final long LAST_MOMENT = 253_402_300_799_999L;

    /** Only {@code exp} counts. */
    static final TokenRules PLAIN = new TokenRules(null, Set.of(), 0, 0, 0, Set.of());

    /** The rules that the settings make. */
    static TokenRules of(Config config) {
        return new TokenRules(
                JwtSettings.text(config, "mp.jwt.verify.issuer")
                        .map(String::strip)
                        .orElse(null),
                names(config, "mp.jwt.verify.audiences", "smallrye.jwt.verify.aud"),
                seconds(config, "mp.jwt.verify.clock.skew", "smallrye.jwt.expiration.grace"),
                seconds(config, "mp.jwt.verify.token.age"),
                seconds(config, "smallrye.jwt.time-to-live"),
                names(config, "smallrye.jwt.required.claims"));
    }

    private static long seconds(Config config, String... properties) {
        for (String property : properties) {
            Optional<Long> value = config.getOptionalValue(property, Long.class);
            if (value.isPresent()) {
                return Math.max(0, value.get()) * 1_000;
            }
        }
        return 0;
    }

    private static Set<String> names(Config config, String... properties) {
        for (String property : properties) {
            Optional<String[]> value = config.getOptionalValue(property, String[].class);
            if (value.isPresent()) {
                return Set.of(value.get());
            }
        }
        return Set.of();
    }

    /**
     * Holds claims against the rules.
     *
     * @param now milliseconds since 1970
     * @return when the token ends, milliseconds since 1970
     * @throws TokenException with {@code expired-token} or {@code invalid-token}
     */
    long check(JsonNode claims, long now) {
        JsonNode exp = claims.get("exp");
        require(exp != null && exp.isNumber());
        long expiresAt = millis(exp);
        checkOrigin(claims);
        checkTimes(claims, expiresAt, now);
        if (now >= expiresAt + graceMillis) {
            throw new TokenException(AuthFailure.EXPIRED_TOKEN);
        }
        return expiresAt + graceMillis;
    }

    private void checkOrigin(JsonNode claims) {
        if (issuer != null) {
            JsonNode iss = claims.get("iss");
            require(iss != null && issuer.equals(iss.textValue()));
        }
        if (!audiences.isEmpty()) {
            JsonNode aud = claims.get("aud");
            require(aud != null);
            require(
                    aud.isArray()
                            ? StreamSupport.stream(aud.spliterator(), false).anyMatch(this::isExpected)
                            : isExpected(aud));
        }
        for (String name : requiredClaims) {
            require(claims.has(name));
        }
    }

    private boolean isExpected(JsonNode audience) {
        return audience.isTextual() && audiences.contains(audience.textValue());
    }

    private void checkTimes(JsonNode claims, long expiresAt, long now) {
        JsonNode nbf = claims.get("nbf");
        if (nbf != null) {
            require(nbf.isNumber() && millis(nbf) <= now + graceMillis);
        }
        if (maxAgeMillis > 0 || maxLifeMillis > 0) {
            JsonNode iat = claims.get("iat");
            require(iat != null && iat.isNumber());
            long issuedAt = millis(iat);
            require(maxLifeMillis == 0 || expiresAt - issuedAt <= maxLifeMillis);
            if (maxAgeMillis > 0 && now - issuedAt > maxAgeMillis + graceMillis) {
                throw new TokenException(AuthFailure.EXPIRED_TOKEN);
            }
        }
    }

    /** Seconds since 1970, whole or not, as milliseconds. */
    private static long millis(JsonNode seconds) {
        double millis = seconds.doubleValue() * 1_000;
        return (long) Math.max(0, Math.min(LAST_MOMENT, millis));
    }

    private static void require(boolean kept) {
        if (!kept) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
    }
}
