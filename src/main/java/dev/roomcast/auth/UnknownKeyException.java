package dev.roomcast.auth;

import io.smallrye.jwt.auth.principal.ParseException;

/**
 * What a {@code JWTParser} fails with for a token whose key is not among those that were fetched from the identity
 * provider. Whether there is such a key is known after the next fetch.
 */
final class UnknownKeyException extends ParseException {

    private static final long serialVersionUID = 1L;

    private final String keyId;

    /** {@code keyId} is null where the token names none. */
    UnknownKeyException(String keyId) {
        super("unknown key");
        this.keyId = keyId;
    }

    String keyId() {
        return keyId;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
