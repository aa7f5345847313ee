package dev.roomcast.api;

import java.io.ByteArrayInputStream;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Reads the body of a request to a resource once its caller is known to have the role for it, before the resource does. */
public final class BodyFilter {

    /** Asked late: the platform makes filters before there are settings. */
    private final Provider<RequestBodies> bodies;

    @Inject
    BodyFilter(Provider<RequestBodies> bodies) {
        this.bodies = bodies;
    }

    /** Goes on when all of the body is there. */
    @ServerRequestFilter
    public Uni<Response> read(ContainerRequestContext context, RoutingContext request) {
        if (!context.getMethod().equals(HttpMethod.POST)) {
            return Uni.createFrom().nullItem();
        }
        return bodies.get().read(request.request()).map(body -> {
            context.setEntityStream(new ByteArrayInputStream(body));
            return null;
        });
    }
}
