package dev.roomcast.api;

import jakarta.ws.rs.ext.Provider;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

import dev.roomcast.protocol.BadMessageException;

/** A body that is not as it has to be. */
@Provider
public final class BadMessageProblem extends ExceptionMapperBase<BadMessageException> {

    @Override
    protected HttpProblem toProblem(BadMessageException bad) {
        return Problems.of(bad);
    }
}
