package dev.roomcast.client;

import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.JsonNode;

/** How a request ends that does not succeed: every future of this library fails with this and nothing else. */
public final class RoomcastException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String field;
    private final String right;
    private final String limit;
    private final long retryAfterMillis;

    RoomcastException(ErrorCode code, String message) {
        super(message);
        this.code = code;
        this.field = null;
        this.right = null;
        this.limit = null;
        this.retryAfterMillis = -1;
    }

    private RoomcastException(ErrorCode code, String message, JsonNode error) {
        super(message);
        this.code = code;
        this.field = error.path("field").textValue();
        this.right = error.path("right").textValue();
        this.limit = error.path("limit").textValue();
        this.retryAfterMillis = error.path("retryAfterMs").asLong(-1);
    }

    /** Of an {@code error} or {@code auth-failed} of the server. */
    static RoomcastException of(JsonNode error) {
        String name = error.path("code").asText();
        ErrorCode code = ErrorCode.of(name);
        String message = error.path("message").asText();
        return new RoomcastException(code, code == ErrorCode.UNKNOWN ? name + ": " + message : message, error);
    }

    /** Of whatever is asked of a client that is closed. */
    static RoomcastException closed(String reason) {
        return new RoomcastException(ErrorCode.CLOSED, reason.isEmpty() ? "the client is closed" : reason);
    }

    /** What went wrong. */
    public ErrorCode code() {
        return code;
    }

    /** With {@link ErrorCode#BAD_REQUEST}: the field that was wrong. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** With {@link ErrorCode#FORBIDDEN}: the right that was missing. */
    public Optional<String> right() {
        return Optional.ofNullable(right);
    }

    /** With {@link ErrorCode#LIMIT_EXCEEDED}: the name of the server's setting. */
    public Optional<String> limit() {
        return Optional.ofNullable(limit);
    }

    /** With {@link ErrorCode#RATE_LIMITED}: how long to wait, in milliseconds. */
    public OptionalLong retryAfterMillis() {
        return retryAfterMillis < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMillis);
    }
}
