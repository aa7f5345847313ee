package dev.roomcast.api;

import java.net.URI;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import dev.roomcast.auth.BearerTokens;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;

/**
 * Callers who are not known, or may not. They stand before the mappers of quarkus-resteasy-problem, which read a field that
 * Quarkus no longer has, and say less.
 */
public final class SecurityProblems {

    /** Before those of quarkus-resteasy-problem, which are at 999 and {@code USER - 1}. */
    static final int FIRST = 900;

    /** A token that is no good. */
    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = FIRST)
    public Response badToken(RoutingContext request, AuthenticationFailedException refused) {
        return unauthorized(request);
    }

    /** No token where one is needed. */
    @ServerExceptionMapper(value = UnauthorizedException.class, priority = FIRST)
    public Response noToken(RoutingContext request, UnauthorizedException refused) {
        return unauthorized(request);
    }

    /** A token without the role. */
    @ServerExceptionMapper(value = ForbiddenException.class, priority = FIRST)
    public Response noRight(RoutingContext request, ForbiddenException refused) {
        return Problems.builder(Response.Status.FORBIDDEN, ErrorCode.FORBIDDEN)
                .withInstance(instance(request))
                .build()
                .toResponse();
    }

    private static Response unauthorized(RoutingContext request) {
        HttpProblem.Builder problem = BearerTokens.failure(request)
                .map(failure -> Problems.builder(Response.Status.UNAUTHORIZED, ErrorCode.UNAUTHENTICATED)
                        .withDetail(failure.message(Language.ENGLISH))
                        .with("reason", failure.code()))
                .orElseGet(() -> Problems.builder(Response.Status.UNAUTHORIZED, ErrorCode.UNAUTHENTICATED));
        return problem.withInstance(instance(request))
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, BearerTokens.challenge(request))
                .build()
                .toResponse();
    }

    /** The path; an address that is no URI is not repeated. */
    static URI instance(RoutingContext request) {
        try {
            return URI.create(request.request().path());
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }
}
