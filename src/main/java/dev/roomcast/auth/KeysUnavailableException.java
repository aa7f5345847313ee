package dev.roomcast.auth;

import dev.roomcast.protocol.RequestError;

/**
 * The keys of the identity provider cannot be had just now, or too many tokens wait for them: a token is neither good nor
 * bad yet, and can be tried again. Has no stack trace: it is an answer, not a bug.
 */
public final class KeysUnavailableException extends RuntimeException implements RequestError.Cause {

    /** Seconds after which trying again makes sense. */
    public static final int RETRY_AFTER_SECONDS = 5;

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public KeysUnavailableException() {
        super("keys unavailable", null, false, false);
    }

    @Override
    public RequestError error() {
        return RequestError.unavailable(null);
    }
}
