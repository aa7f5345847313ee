package dev.roomcast.room;

/** A message that does not fit a room's log. */
public final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLargeException() {
        super("too large for a room's log", null, false, false);
    }
}
