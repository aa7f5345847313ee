package dev.roomcast.broker;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.Right;

/** A broker did not do what was asked. Has no stack trace: it is an answer, not a bug. */
public final class BrokerException extends RuntimeException implements RequestError.Cause {

    /** Why. */
    public enum Reason {
        /** What was named is not there. */
        NOT_FOUND,
        /** What was named belongs to another. */
        NOT_AUTHOR,
        /** What was named belongs to another life of the log than there is now. */
        OTHER_EPOCH,
        /** The store holds as many rooms as it may. */
        TOO_MANY_ROOMS,
        /** The store holds as many revocations as it may. */
        TOO_MANY_REVOCATIONS,
        /** The store did not answer; what was asked may have been done. */
        UNAVAILABLE
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    private final String messageId;

    /** An exception of that reason. */
    public BrokerException(Reason reason) {
        this(reason, null);
    }

    /**
     * An exception of that reason, about a draft.
     *
     * @param messageId by which the draft can be published again at no risk, or null
     */
    public BrokerException(Reason reason, String messageId) {
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.messageId = messageId;
    }

    /**
     * Whether a stage failed because the store did not answer.
     *
     * @param failure of the stage, wrapped or not
     */
    public static boolean isUnavailable(Throwable failure) {
        return RequestError.cause(failure) instanceof BrokerException broker && broker.reason == Reason.UNAVAILABLE;
    }

    /** By which a draft that may or may not be stored can be published again at no risk; null where it is about none. */
    public String messageId() {
        return messageId;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    @Override
    public RequestError error() {
        return switch (reason) {
            case NOT_FOUND, OTHER_EPOCH -> RequestError.of(ErrorCode.NOT_FOUND);
            case NOT_AUTHOR -> RequestError.forbidden(Right.MODERATE);
            case TOO_MANY_ROOMS -> RequestError.limitExceeded("roomcast.limits.max-rooms");
            case TOO_MANY_REVOCATIONS -> RequestError.limitExceeded("roomcast.auth.max-revocations");
            case UNAVAILABLE -> RequestError.unavailable(messageId);
        };
    }
}
