package dev.roomcast.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import dev.roomcast.auth.KeysUnavailableException;
import dev.roomcast.auth.TokenException;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.log.EventLog;
import dev.roomcast.presence.BadCursorException;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.room.TooLargeException;

/** What goes wrong in a request becomes a problem document here, whatever it was. Nothing from inside is in it. */
public final class ProblemMappers {

    private static final EventLog LOG = EventLog.of(ProblemMappers.class);

    /** What a resource refused, or could not do. An outage of the store is counted; a line for each would flood the log. */
    @ServerExceptionMapper({
        ProblemException.class,
        BadMessageException.class,
        BadCursorException.class,
        TooLargeException.class,
        BrokerException.class
    })
    public Response refused(RoutingContext request, Exception failure) {
        Problem problem = Problem.of(failure);
        LOG.debug("roomcast.http.request.refused")
                .with("status", problem.status().getStatusCode())
                .with("code", problem.code() == null ? null : problem.code().code())
                .with("path", request.request().path())
                .write();
        return problem.response(request);
    }

    /** A token that is no good (RFC 6750, section 3). */
    @ServerExceptionMapper
    public Response badToken(RoutingContext request, TokenException refused) {
        String what = refused.failure().message(Language.ENGLISH);
        return Problem.of(ErrorCode.UNAUTHENTICATED)
                .with("detail", what)
                .with("reason", refused.failure().code())
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"invalid_token\", error_description=\"" + what + '"')
                .response(request);
    }

    /** A token that cannot be verified just now. */
    @ServerExceptionMapper
    public Response keysUnavailable(RoutingContext request, KeysUnavailableException later) {
        return Problem.of(later.error())
                .retryAfter(KeysUnavailableException.RETRY_AFTER_SECONDS)
                .response(request);
    }

    /** A way to sign in that is not ours. */
    @ServerExceptionMapper
    public Response failed(RoutingContext request, AuthenticationFailedException refused) {
        return unauthorized(request);
    }

    /** No token where one is needed. */
    @ServerExceptionMapper
    public Response noToken(RoutingContext request, UnauthorizedException refused) {
        return unauthorized(request);
    }

    /** A token without the role. */
    @ServerExceptionMapper
    public Response noRight(RoutingContext request, ForbiddenException refused) {
        return Problem.of(ErrorCode.FORBIDDEN).response(request);
    }

    /** No such path. */
    @ServerExceptionMapper
    public Response notFound(RoutingContext request, NotFoundException nothing) {
        return Problem.of(Response.Status.NOT_FOUND).response(request);
    }

    /** A method or a media type that is not for this path: the status says it all, the platform's texts name classes. */
    @ServerExceptionMapper
    public Response platform(RoutingContext request, WebApplicationException refused) {
        Problem problem = Problem.of(refused.getResponse().getStatusInfo());
        Object allowed = refused.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        return (allowed == null ? problem : problem.header(HttpHeaders.ALLOW, allowed.toString())).response(request);
    }

    /** A fault of the server. */
    @ServerExceptionMapper
    public Response fault(RoutingContext request, Throwable fault) {
        LOG.error("roomcast.http.request.failed")
                .with("method", request.request().method())
                .with("path", request.request().path())
                .because(fault)
                .write();
        return Problem.of(ErrorCode.INTERNAL).response(request);
    }

    private static Response unauthorized(RoutingContext request) {
        return Problem.of(ErrorCode.UNAUTHENTICATED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .response(request);
    }
}
