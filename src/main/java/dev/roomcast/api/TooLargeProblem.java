package dev.roomcast.api;

import jakarta.ws.rs.ext.Provider;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

import dev.roomcast.room.TooLargeException;

/** A message that does not fit a room's log. */
@Provider
public final class TooLargeProblem extends ExceptionMapperBase<TooLargeException> {

    @Override
    protected HttpProblem toProblem(TooLargeException tooLarge) {
        return Problems.tooLarge();
    }
}
