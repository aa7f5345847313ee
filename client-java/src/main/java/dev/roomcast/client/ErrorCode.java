package dev.roomcast.client;

import java.util.Locale;

/** What went wrong: the codes of the protocol's errors, and those of this side of the wire. */
public enum ErrorCode {
    /** What was sent was no JSON. */
    BAD_JSON,
    /** A field was missing or wrong: {@link RoomcastException#field()}. */
    BAD_REQUEST,
    /** The server does not know this type of request. */
    UNKNOWN_TYPE,
    /** The server wants to know first who one is. */
    UNAUTHENTICATED,
    /** A right is missing: {@link RoomcastException#right()}. */
    FORBIDDEN,
    /** It needs membership of the room, or the room was left. */
    NOT_IN_ROOM,
    /** There is nothing of that name or offset. */
    NOT_FOUND,
    /** It is larger than the server takes. */
    TOO_LARGE,
    /** Too fast: {@link RoomcastException#retryAfterMillis()}. */
    RATE_LIMITED,
    /** A limit of the server was reached: {@link RoomcastException#limit()}. */
    LIMIT_EXCEEDED,
    /** The server's store did not answer. */
    UNAVAILABLE,
    /** A fault of the server. */
    INTERNAL,
    /** The token is no good. */
    INVALID_TOKEN,
    /** The token has ended. */
    EXPIRED_TOKEN,
    /** The token was revoked. */
    REVOKED_TOKEN,
    /** The token is another user's; or a message was written by another user than the one who is signed in now. */
    DIFFERENT_USER,
    /** No answer came in time. */
    TIMEOUT,
    /** The connection was lost before the answer came. */
    DISCONNECTED,
    /** The client is closed, by {@code close()} or for good by the server. */
    CLOSED,
    /** More waits to be sent than the client keeps. */
    OUTBOX_FULL,
    /** It may have been stored, and nobody can tell any more. */
    UNCERTAIN,
    /** A code that this version of the client does not know; the message names it. */
    UNKNOWN;

    /** As the protocol writes it, such as {@code not-in-room}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ErrorCode of(String wireName) {
        for (ErrorCode code : values()) {
            if (code.wireName().equals(wireName)) {
                return code;
            }
        }
        return UNKNOWN;
    }
}
