package dev.roomcast.auth;

import io.smallrye.jwt.auth.principal.ParseException;

import dev.roomcast.protocol.AuthFailure;

/** What a {@code JWTParser} fails with for a token that is no good. Has no stack trace: strangers send such tokens. */
final class RejectedTokenException extends ParseException {

    private static final long serialVersionUID = 1L;

    private final AuthFailure failure;

    RejectedTokenException(AuthFailure failure) {
        super(failure.code());
        this.failure = failure;
    }

    AuthFailure failure() {
        return failure;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
