package dev.roomcast.webhooks;

/** A target did not take a request. Has no stack trace: it is an answer, not a bug. */
final class FailedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;

    /**
     * @param reason for an operator; has nothing of what the target answered but the status
     * @param retryAfterMillis how long the target wants to be left alone; 0 where it did not say
     */
    FailedRequestException(String reason, long retryAfterMillis) {
        super(reason, null, false, false);
        this.retryAfterMillis = retryAfterMillis;
    }

    long retryAfterMillis() {
        return retryAfterMillis;
    }
}
