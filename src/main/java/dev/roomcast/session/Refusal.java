package dev.roomcast.session;

import dev.roomcast.protocol.ServerMessage.Error;

/** A request that is not done, with the answer that says why. Has no stack trace: it is an answer, not a bug. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Error error;

    Refusal(Error error) {
        super(error.code().code(), null, false, false);
        this.error = error;
    }

    Error error() {
        return error;
    }
}
