package dev.roomcast.session;

import java.util.concurrent.CompletionException;

import dev.roomcast.auth.KeysUnavailableException;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.presence.BadCursorException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.ServerMessage.Error;
import dev.roomcast.room.TooLargeException;

/** Makes errors, also of what a request failed with. */
final class Errors {

    private Errors() {}

    static Error of(ErrorCode code, Language language) {
        return new Error(code, code.message(language), null, null, null, null, null);
    }

    static Error badRequest(String field, Language language) {
        return new Error(ErrorCode.BAD_REQUEST, ErrorCode.BAD_REQUEST.message(language), field, null, null, null, null);
    }

    static Error forbidden(Right right, Language language) {
        return new Error(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.message(language), null, right, null, null, null);
    }

    /** {@code limit}: the setting's property name. */
    static Error limitExceeded(String limit, Language language) {
        return new Error(
                ErrorCode.LIMIT_EXCEEDED, ErrorCode.LIMIT_EXCEEDED.message(language), null, null, limit, null, null);
    }

    static Error rateLimited(long retryAfterMs, Language language) {
        return new Error(
                ErrorCode.RATE_LIMITED, ErrorCode.RATE_LIMITED.message(language), null, null, null, retryAfterMs, null);
    }

    /** What a stage failed with, without what stages wrap around it. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * The answer to a failed request.
     *
     * @return null where it is a fault of ours that has to be logged
     */
    static Error of(Throwable failure, Language language) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ErrorException ended) {
            return ended.error();
        }
        if (cause instanceof KeysUnavailableException) {
            return of(ErrorCode.UNAVAILABLE, language);
        }
        if (cause instanceof TooLargeException) {
            return of(ErrorCode.TOO_LARGE, language);
        }
        if (cause instanceof BadCursorException) {
            return badRequest("cursor", language);
        }
        if (cause instanceof BrokerException broker) {
            return switch (broker.reason()) {
                case NOT_FOUND -> of(ErrorCode.NOT_FOUND, language);
                case NOT_AUTHOR -> forbidden(Right.MODERATE, language);
                case TOO_MANY_ROOMS -> limitExceeded("roomcast.limits.max-rooms", language);
                case TOO_MANY_REVOCATIONS -> limitExceeded("roomcast.auth.max-revocations", language);
                case UNAVAILABLE ->
                    new Error(
                            ErrorCode.UNAVAILABLE,
                            ErrorCode.UNAVAILABLE.message(language),
                            null,
                            null,
                            null,
                            null,
                            broker.messageId());
            };
        }
        return null;
    }
}
