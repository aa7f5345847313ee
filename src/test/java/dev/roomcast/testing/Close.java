package dev.roomcast.testing;

/**
 * How a connection ended.
 *
 * @param code the close frame's code; 1006 where the connection ended without one
 * @param reason the close frame's reason, or what the socket said
 */
public record Close(int code, String reason) {

    /** No close frame: RFC 6455, 7.1.5. */
    public static final int ABNORMAL = 1006;

    /** A shorthand for comparing both in one assertion. */
    public static Close of(int code, String reason) {
        return new Close(code, reason);
    }
}
