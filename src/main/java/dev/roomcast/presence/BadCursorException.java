package dev.roomcast.presence;

/** A cursor that this server did not give. */
public final class BadCursorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadCursorException() {
        super("not a cursor of this server", null, false, false);
    }
}
