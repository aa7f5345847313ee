package dev.roomcast.api;

import jakarta.ws.rs.ext.Provider;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

import dev.roomcast.presence.BadCursorException;

/** A cursor that is none of ours. */
@Provider
public final class BadCursorProblem extends ExceptionMapperBase<BadCursorException> {

    @Override
    protected HttpProblem toProblem(BadCursorException bad) {
        return Problems.badRequest("cursor");
    }
}
