package dev.roomcast.auth;

import dev.roomcast.protocol.AuthFailure;

/** A token or guest key that is no good. Has no stack trace: it is an answer, not a bug. */
public final class TokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AuthFailure failure;

    /** An exception for that failure. */
    public TokenException(AuthFailure failure) {
        super(failure.code(), null, false, false);
        this.failure = failure;
    }

    /** What is wrong with it. */
    public AuthFailure failure() {
        return failure;
    }
}
