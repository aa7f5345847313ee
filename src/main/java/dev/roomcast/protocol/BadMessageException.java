package dev.roomcast.protocol;

/** An inbound frame that is no request. Carries all that the answer needs; has no stack trace, since bad input is cheap. */
public final class BadMessageException extends Exception implements RequestError.Cause {

    private final ErrorCode code;
    private final String field;
    private final String id;

    /**
     * @param code what is wrong
     * @param field the field that is wrong, or null
     * @param id the request's id as far as it could be read, or null
     */
    public BadMessageException(ErrorCode code, String field, String id) {
        super(code.code() + (field == null ? "" : ": " + field), null, false, false);
        this.code = code;
        this.field = field;
        this.id = id;
    }

    /** What is wrong. */
    public ErrorCode code() {
        return code;
    }

    /** The field that is wrong, or null. */
    public String field() {
        return field;
    }

    @Override
    public RequestError error() {
        return new RequestError(code, field, null, null, null, null);
    }

    /** The request's id as far as it could be read, or null. */
    public String id() {
        return id;
    }
}
