package dev.roomcast.presence;

import dev.roomcast.protocol.RequestError;

/** A cursor that this server did not give. */
public final class BadCursorException extends RuntimeException implements RequestError.Cause {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public BadCursorException() {
        super("not a cursor of this server", null, false, false);
    }

    @Override
    public RequestError error() {
        return RequestError.badRequest("cursor");
    }
}
