package dev.roomcast.session;

import dev.roomcast.protocol.ServerMessage.Error;

/** Ends a request with an error. Has no stack trace: it is a response, not a bug. */
final class ErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Error error;

    ErrorException(Error error) {
        super(error.code().code(), null, false, false);
        this.error = error;
    }

    Error error() {
        return error;
    }
}
