package dev.roomcast.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.roomcast.auth.User;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.presence.PresenceService;

/** Who is online. */
@Path("/api/users")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Users")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class UsersResource {

    private final PresenceService presence;
    private final Broker broker;
    private final RequestBudgets budgets;
    private final SecurityIdentity identity;

    UsersResource(PresenceService presence, Broker broker, RequestBudgets budgets, SecurityIdentity identity) {
        this.presence = presence;
        this.broker = broker;
        this.budgets = budgets;
        this.identity = identity;
    }

    /** Who is signed in, without guests. */
    @GET
    @Operation(
            operationId = "listUsers",
            summary = "Who is signed in, a row a user, without guests",
            description = "Of all instances; the list may be 15 s old. Wants the role service or admin.")
    @APIResponseSchema(
            value = ResponseBodies.OnlineUsers.class,
            responseDescription = "A page of the users who are signed in",
            responseCode = "200")
    @APIResponse(responseCode = "429", ref = "problem.429")
    public Uni<ResponseBodies.OnlineUsers> online(
            @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int rows = Parameters.limit(limit, Parameters.DEFAULT_ROWS);
        budgets.list(Caller.of(identity), rows);
        String after = Parameters.cursor(cursor);
        return Uni.createFrom()
                .completionStage(() -> presence.online(rows, after))
                .map(ResponseBodies.OnlineUsers::of);
    }

    /** Closes every connection of a user, on every instance. */
    @DELETE
    @Path("/{userId}/connections")
    @RolesAllowed(User.ADMIN)
    @Operation(
            operationId = "disconnect",
            summary = "Closes every connection of a user, on every instance",
            description =
                    "They are closed with 1008 Disconnected. Their tokens are still accepted: revoke them to keep the user out. Wants the role admin.")
    @APIResponse(responseCode = "202", description = "It is being done")
    public Uni<RestResponse<Void>> disconnect(@PathParam("userId") String userId) {
        String user = Parameters.userId(userId);
        return Uni.createFrom()
                .completionStage(() -> broker.broadcast(new ServerNews.Disconnect(user)))
                .map(done -> RestResponse.accepted());
    }
}
