package dev.roomcast.auth;

/**
 * What of a token is remembered as long as somebody uses it. Times are milliseconds since 1970.
 *
 * @param jti the token's id, or null where it has none
 * @param issuedAt when it was made; 0 where it does not say
 * @param expiresAt when it ends; {@link Long#MAX_VALUE} for never
 */
public record TokenTerms(String jti, long issuedAt, long expiresAt) {

    /** Of somebody without a token. */
    static final TokenTerms NONE = new TokenTerms(null, 0, Long.MAX_VALUE);
}
