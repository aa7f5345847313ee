package dev.roomcast.broker.redis;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.protocol.RequestError;

/** Tells what a stage failed with. */
final class Failures {

    private Failures() {}

    static Throwable cause(Throwable failure) {
        return RequestError.cause(failure);
    }

    /** Whether the store did not answer, so that what was asked may or may not have been done. */
    static boolean isUnavailable(Throwable failure) {
        return BrokerException.isUnavailable(failure);
    }
}
