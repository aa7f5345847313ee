package dev.roomcast.broker;

/** A broker did not do what was asked. Has no stack trace: it is an answer, not a bug. */
public final class BrokerException extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** What was named is not there. */
        NOT_FOUND,
        /** What was named belongs to another. */
        NOT_AUTHOR,
        /** The store holds as many rooms as it may. */
        TOO_MANY_ROOMS,
        /** The store did not answer; what was asked may have been done. */
        UNAVAILABLE
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** An exception of that reason. */
    public BrokerException(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
