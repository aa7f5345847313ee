package dev.roomcast.broker.redis;

import java.util.concurrent.CompletionException;

import dev.roomcast.broker.BrokerException;

/** Tells what a stage failed with. */
final class Failures {

    private Failures() {}

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Whether the store did not answer, so that what was asked may or may not have been done. */
    static boolean isUnavailable(Throwable failure) {
        return BrokerException.isUnavailable(failure);
    }
}
