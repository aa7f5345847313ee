package dev.roomcast.api;

import java.util.List;
import java.util.Set;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.roomcast.auth.User;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.presence.PresenceService;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;
import dev.roomcast.protocol.Names;

/** Who is online. */
@Path("/api/users")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Users")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class UsersResource {

    /** Users that one request may name: each costs the store a look-up. */
    private static final int MAX_LOOKED_UP = 100;

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

    /** Whether each of some users is connected. */
    @POST
    @Path("/online")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "lookUpUsers",
            summary = "Whether each of up to 100 users is connected, guests included",
            description =
                    "Of all instances, in the order of the request; a user may be named twice. It may be some seconds old, and 15 s where an instance died. Wants the role service or admin.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequestSchemas.LookUp.class)))
    @APIResponse(
            responseCode = "200",
            description = "About each of the users",
            content = @Content(schema = @Schema(implementation = UserPresences.class)))
    @APIResponse(responseCode = "429", ref = "problem.429")
    public Uni<UserPresences> lookUp(byte[] body) throws BadMessageException {
        Body request = Body.read(body, Set.of("userIds"));
        List<String> userIds = request.strings("userIds", MAX_LOOKED_UP);
        for (String userId : userIds) {
            if (!Names.isId(userId)) {
                throw request.bad("userIds");
            }
        }
        budgets.list(Caller.of(identity), userIds.size());
        return Uni.createFrom()
                .completionStage(() -> presence.onlineOf(Set.copyOf(userIds)))
                .map(online -> UserPresences.of(userIds, online));
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
