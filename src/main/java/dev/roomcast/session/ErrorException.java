package dev.roomcast.session;

import dev.roomcast.protocol.RequestError;

/** Ends a request with an error. Has no stack trace: it is a response, not a bug. */
final class ErrorException extends RuntimeException implements RequestError.Cause {

    private static final long serialVersionUID = 1L;

    private final transient RequestError error;

    ErrorException(RequestError error) {
        super(error.code().code(), null, false, false);
        this.error = error;
    }

    @Override
    public RequestError error() {
        return error;
    }
}
