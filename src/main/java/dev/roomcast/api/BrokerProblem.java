package dev.roomcast.api;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.protocol.ErrorCode;

/** Something that the broker did not do. */
@Provider
public final class BrokerProblem extends ExceptionMapperBase<BrokerException> {

    @Override
    protected HttpProblem toProblem(BrokerException refused) {
        return switch (refused.reason()) {
            case NOT_FOUND -> Problems.of(Response.Status.NOT_FOUND, ErrorCode.NOT_FOUND);
            case NOT_AUTHOR -> Problems.of(Response.Status.FORBIDDEN, ErrorCode.FORBIDDEN);
            case TOO_MANY_ROOMS ->
                Problems.builder(Response.Status.SERVICE_UNAVAILABLE, ErrorCode.LIMIT_EXCEEDED)
                        .with("limit", "roomcast.limits.max-rooms")
                        .build();
            case UNAVAILABLE -> Problems.of(Response.Status.SERVICE_UNAVAILABLE, ErrorCode.UNAVAILABLE);
        };
    }
}
