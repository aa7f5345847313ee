package dev.roomcast.protocol;

/** Why the server closes a connection: the WebSocket close code and the reason that goes with it. */
public enum CloseCode {
    SERVER_SHUTDOWN(1001, "Server shutdown"),
    PROTOCOL_ERROR(1002, "Protocol error"),
    BINARY_NOT_ACCEPTED(1003, "Binary messages are not accepted"),
    INVALID_UTF8(1007, "Invalid UTF-8"),
    MESSAGE_TOO_BIG(1009, "Message too big"),
    AUTHENTICATION_FAILED(1008, "Authentication failed"),
    SIGN_IN_TIMEOUT(1008, "Sign-in timeout"),
    TOKEN_EXPIRED(1008, "Token expired"),
    TOKEN_REVOKED(1008, "Token revoked"),
    DISCONNECTED(1008, "Disconnected"),
    POLICY_VIOLATION(1008, "Policy violation"),
    INTERNAL_ERROR(1011, "Internal error"),
    SERVER_OVERLOADED(1013, "Server overloaded"),
    TOO_MANY_CONNECTIONS(1013, "Too many connections"),
    SLOW_CONSUMER(1013, "Slow consumer");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The code of RFC 6455, section 7.4. */
    public int code() {
        return code;
    }

    /** The reason in the close frame. */
    public String reason() {
        return reason;
    }
}
