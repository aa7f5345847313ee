package dev.roomcast.room;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RequestError;

/** A message that does not fit a room's log. */
public final class TooLargeException extends RuntimeException implements RequestError.Cause {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public TooLargeException() {
        super("too large for a room's log", null, false, false);
    }

    @Override
    public RequestError error() {
        return RequestError.of(ErrorCode.TOO_LARGE);
    }
}
