package dev.roomcast.api;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.ErrorCode;

/**
 * What goes wrong before a request reaches a resource, or on the management port, is a problem document too. The platform's
 * own responses have no body, or one with an error id, or HTML.
 */
@Singleton
final class RequestFailures {

    private static final EventLog LOG = EventLog.of(RequestFailures.class);

    /** Before the platform's failure handler, which is the last. */
    private static final int FIRST = -1_000;

    private static final List<Response.Status> NO_MATCH = List.of(
            Response.Status.BAD_REQUEST,
            Response.Status.NOT_FOUND,
            Response.Status.METHOD_NOT_ALLOWED,
            Response.Status.NOT_ACCEPTABLE,
            Response.Status.UNSUPPORTED_MEDIA_TYPE);

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int RETRY_SECONDS = 5;

    void publicPort(@Observes Router router) {
        register(router);
    }

    void managementPort(@Observes ManagementInterface management) {
        register(management.router());
    }

    private static void register(Router router) {
        router.route().order(FIRST).failureHandler(RequestFailures::failed);
        NO_MATCH.forEach(
                status -> router.errorHandler(status.getStatusCode(), request -> send(request, Problem.of(status))));
    }

    private static void failed(RoutingContext request) {
        Throwable failure = request.failure();
        boolean isChallenge = failure instanceof UnauthorizedException || failure instanceof AuthenticationException;
        if (isChallenge || request.response().headWritten()) {
            // The platform knows the challenge, and how to end what has begun.
            request.next();
        } else {
            send(request, problem(request, failure));
        }
    }

    private static Problem problem(RoutingContext request, Throwable failure) {
        if (failure instanceof ForbiddenException) {
            return Problem.of(ErrorCode.FORBIDDEN);
        }
        if (failure instanceof RejectedExecutionException) {
            return Problem.of(Response.Status.SERVICE_UNAVAILABLE).retryAfter(RETRY_SECONDS);
        }
        Response.Status status = Response.Status.fromStatusCode(request.statusCode());
        if (status != null && status.getStatusCode() < FIRST_SERVER_ERROR) {
            return Problem.of(status);
        }
        if (failure instanceof IOException) {
            // The client is gone, most likely; and who is gone reads nothing.
            LOG.debug("roomcast.http.request.broken")
                    .with("path", request.request().path())
                    .because(failure)
                    .write();
        } else {
            LOG.error("roomcast.http.request.failed")
                    .with("method", request.request().method())
                    .with("path", request.request().path())
                    .because(failure)
                    .write();
        }
        return Problem.of(ErrorCode.INTERNAL);
    }

    private static void send(RoutingContext request, Problem problem) {
        ResponseHeaders.add(request);
        problem.send(request);
    }
}
