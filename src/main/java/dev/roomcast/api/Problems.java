package dev.roomcast.api;

import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.HttpProblem;

import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;

/**
 * Problem documents. Beside the fields of RFC 9457 they have {@code code}, which is that of an {@code error} over
 * WebSocket, and {@code field} where it says which.
 */
final class Problems {

    private Problems() {}

    static HttpProblem of(Response.Status status, ErrorCode code) {
        return builder(status, code).build();
    }

    /** Something in the request that is not as it has to be. */
    static HttpProblem badRequest(String field) {
        return builder(Response.Status.BAD_REQUEST, ErrorCode.BAD_REQUEST)
                .with("field", field)
                .build();
    }

    static HttpProblem of(BadMessageException bad) {
        HttpProblem.Builder problem = builder(status(bad.code()), bad.code());
        if (bad.field() != null) {
            problem.with("field", bad.field());
        }
        return problem.build();
    }

    static HttpProblem.Builder builder(Response.Status status, ErrorCode code) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(code.message(Language.ENGLISH))
                .with("code", code.code());
    }

    /** More bytes than a body may have. */
    static HttpProblem tooLarge() {
        return of(Response.Status.REQUEST_ENTITY_TOO_LARGE, ErrorCode.TOO_LARGE);
    }

    private static Response.Status status(ErrorCode code) {
        return code == ErrorCode.TOO_LARGE ? Response.Status.REQUEST_ENTITY_TOO_LARGE : Response.Status.BAD_REQUEST;
    }
}
