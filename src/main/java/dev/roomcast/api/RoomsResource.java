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
import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.presence.PresenceService;
import dev.roomcast.room.RoomService;

/** Rooms that are open, and who is in them. */
@Path("/api/rooms")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Rooms")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class RoomsResource {

    private final PresenceService presence;
    private final RoomService rooms;
    private final RoomPolicies policies;
    private final RequestBudgets budgets;
    private final SecurityIdentity identity;

    RoomsResource(
            PresenceService presence,
            RoomService rooms,
            RoomPolicies policies,
            RequestBudgets budgets,
            SecurityIdentity identity) {
        this.presence = presence;
        this.rooms = rooms;
        this.policies = policies;
        this.budgets = budgets;
        this.identity = identity;
    }

    /** The open rooms, sorted by id. */
    @GET
    @Operation(
            operationId = "listRooms",
            summary = "The open rooms, sorted by id",
            description =
                    "A room is open from its first join until its last member leaves. Over several instances the list may be 15 s old. Wants the role service or admin.")
    @APIResponseSchema(
            value = ResponseBodies.Rooms.class,
            responseDescription = "A page of the open rooms",
            responseCode = "200")
    @APIResponse(responseCode = "429", ref = "problem.429")
    public Uni<ResponseBodies.Rooms> rooms(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int rows = Parameters.limit(limit, Parameters.DEFAULT_ROWS);
        budgets.list(Caller.of(identity), rows);
        String after = Parameters.cursor(cursor);
        return Uni.createFrom()
                .completionStage(() -> presence.rooms(rows, after, room -> true))
                .map(ResponseBodies.Rooms::of);
    }

    /** About one room; one that is not open does not exist. */
    @GET
    @Path("/{roomId}")
    @Operation(
            operationId = "getRoom",
            summary = "About one room; one that is not open does not exist",
            description =
                    "A room that is not open is answered too, with exists false. An admin is also told which settings apply to the room, open or not. Wants the role service or admin.")
    @APIResponseSchema(
            value = ResponseBodies.RoomInfo.class,
            responseDescription = "About the room",
            responseCode = "200")
    public Uni<ResponseBodies.RoomInfo> room(@PathParam("roomId") String roomId) {
        String room = Parameters.roomId(roomId);
        RoomSettings settings = identity.hasRole(User.ADMIN) ? RoomSettings.of(room, policies) : null;
        return Uni.createFrom()
                .completionStage(() -> presence.info(room))
                .map(info -> ResponseBodies.RoomInfo.of(info, settings));
    }

    /** Who is in a room, a row a user. */
    @GET
    @Path("/{roomId}/members")
    @Operation(
            operationId = "listMembers",
            summary = "Who is in a room, a row a user",
            description = "Over several instances the list may be 15 s old. Wants the role service or admin.")
    @APIResponseSchema(
            value = ResponseBodies.Members.class,
            responseDescription = "A page of the users in the room",
            responseCode = "200")
    @APIResponse(responseCode = "429", ref = "problem.429")
    public Uni<ResponseBodies.Members> members(
            @PathParam("roomId") String roomId,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        String room = Parameters.roomId(roomId);
        int rows = Parameters.limit(limit, Parameters.DEFAULT_ROWS);
        budgets.list(Caller.of(identity), rows);
        String after = Parameters.cursor(cursor);
        return Uni.createFrom()
                .completionStage(() -> presence.members(room, rows, after))
                .map(ResponseBodies.Members::of);
    }

    /** Puts all connections of a user out of a room. */
    @DELETE
    @Path("/{roomId}/members/{userId}")
    @RolesAllowed(User.ADMIN)
    @Operation(
            operationId = "kick",
            summary = "Puts all connections of a user out of a room; they may come back",
            description =
                    "They get room-left with reason kicked. Answered so too where they were not in the room. Wants the role admin.")
    @APIResponse(responseCode = "202", description = "It is being done, on every instance")
    public Uni<RestResponse<Void>> kick(@PathParam("roomId") String roomId, @PathParam("userId") String userId) {
        String room = Parameters.roomId(roomId);
        String user = Parameters.userId(userId);
        return Uni.createFrom().completionStage(() -> rooms.kick(room, user)).map(done -> RestResponse.accepted());
    }
}
