package dev.roomcast.api;

import java.io.ByteArrayInputStream;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Before a request's body is read, a sign-in is charged; then the body is read, once its caller is known to have the role for
 * the resource.
 */
public final class BodyFilter {

    /** Asked late: the platform makes filters before there are settings. */
    private final Provider<RequestBodies> bodies;

    private final Provider<RequestBudgets> budgets;

    @Inject
    BodyFilter(Provider<RequestBodies> bodies, Provider<RequestBudgets> budgets) {
        this.bodies = bodies;
        this.budgets = budgets;
    }

    /** A sign-in is charged before anything of it is read. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public void charge(SimpleResourceInfo resource, RoutingContext request) {
        if (resource.getResourceClass() == SignInResource.class) {
            budgets.get().signIn(request.request());
        }
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
