package dev.roomcast.protocol;

import java.util.concurrent.CompletionException;

/**
 * Why a request failed, as its caller is told: over WebSocket as an {@code error}, over HTTP as a problem document.
 *
 * @param code for programs
 * @param field with {@code bad-request}: the field that is wrong, or null
 * @param right with {@code forbidden}: the right that is missing, or null
 * @param limit with {@code limit-exceeded}: the setting's property name
 * @param retryAfterMs with {@code rate-limited}
 * @param messageId with {@code unavailable}: what to try again with, or null
 */
public record RequestError(
        ErrorCode code, String field, Right right, String limit, Long retryAfterMs, String messageId) {

    /** A failure that callers are told of. Any other is a fault of the server. */
    public interface Cause {

        /** What the caller is told. */
        RequestError error();
    }

    /** An error whose code says it all. */
    public static RequestError of(ErrorCode code) {
        return new RequestError(code, null, null, null, null, null);
    }

    /** A field that is missing or wrong. */
    public static RequestError badRequest(String field) {
        return new RequestError(ErrorCode.BAD_REQUEST, field, null, null, null, null);
    }

    /** A right that is missing. */
    public static RequestError forbidden(Right right) {
        return new RequestError(ErrorCode.FORBIDDEN, null, right, null, null, null);
    }

    /** A limit that is reached; {@code limit} is the setting's property name. */
    public static RequestError limitExceeded(String limit) {
        return new RequestError(ErrorCode.LIMIT_EXCEEDED, null, null, limit, null, null);
    }

    /** A rate limit that is reached. */
    public static RequestError rateLimited(long retryAfterMs) {
        return new RequestError(ErrorCode.RATE_LIMITED, null, null, null, retryAfterMs, null);
    }

    /** A store that did not answer; {@code messageId} to try again with, or null. */
    public static RequestError unavailable(String messageId) {
        return new RequestError(ErrorCode.UNAVAILABLE, null, null, null, null, messageId);
    }

    /**
     * What a request failed with.
     *
     * @return null where it is a fault of the server, which has to be logged, and of which callers are told nothing
     */
    public static RequestError of(Throwable failure) {
        return cause(failure) instanceof Cause known ? known.error() : null;
    }

    /** What a stage failed with, without what stages wrap around it. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
