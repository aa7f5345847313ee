package dev.roomcast.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Requests that fit no resource: no such path, another method or media type. The status says it all; the texts of the
 * platform, which quarkus-resteasy-problem would hand on, name annotations and classes.
 */
public final class PlatformProblems {

    /** No such path. */
    @ServerExceptionMapper(value = NotFoundException.class, priority = SecurityProblems.FIRST)
    public Response notFound(RoutingContext request, NotFoundException nothing) {
        return problem(request, nothing);
    }

    /** A method, or a media type, that is not for this path. */
    @ServerExceptionMapper(value = WebApplicationException.class, priority = SecurityProblems.FIRST)
    public Response refused(RoutingContext request, WebApplicationException refused) {
        return problem(request, refused);
    }

    private static Response problem(RoutingContext request, WebApplicationException cause) {
        Response.StatusType status = cause.getResponse().getStatusInfo();
        HttpProblem.Builder problem = HttpProblem.builder()
                .withStatus(status.getStatusCode())
                .withTitle(status.getReasonPhrase())
                .withInstance(SecurityProblems.instance(request));
        Object allowed = cause.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        if (allowed != null) {
            problem.withHeader(HttpHeaders.ALLOW, allowed);
        }
        return problem.build().toResponse();
    }
}
