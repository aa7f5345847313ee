package dev.roomcast.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.auth.User;
import dev.roomcast.presence.PresenceService;

/** Rooms that are open, and who is in them. */
@Path("/api/rooms")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Rooms")
@SecurityRequirement(name = ApiDescription.TOKEN)
public class RoomsResource {

    private final PresenceService presence;

    RoomsResource(PresenceService presence) {
        this.presence = presence;
    }

    /** The open rooms, sorted by id. */
    @GET
    @Operation(operationId = "listRooms", summary = "The open rooms, sorted by id")
    public Uni<ResponseBodies.Rooms> rooms(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int rows = Parameters.limit(limit, Parameters.DEFAULT_ROWS);
        String after = Parameters.cursor(cursor);
        return Uni.createFrom()
                .completionStage(() -> presence.rooms(rows, after, room -> true))
                .map(ResponseBodies.Rooms::of);
    }

    /** About one room; one that is not open does not exist. */
    @GET
    @Path("/{roomId}")
    @Operation(operationId = "getRoom", summary = "About one room; one that is not open does not exist")
    public Uni<ResponseBodies.RoomInfo> room(@PathParam("roomId") String roomId) {
        String room = Parameters.roomId(roomId);
        return Uni.createFrom().completionStage(() -> presence.info(room)).map(ResponseBodies.RoomInfo::of);
    }

    /** Who is in a room, a row a user. */
    @GET
    @Path("/{roomId}/members")
    @Operation(operationId = "listMembers", summary = "Who is in a room, a row a user")
    public Uni<ResponseBodies.Members> members(
            @PathParam("roomId") String roomId,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        String room = Parameters.roomId(roomId);
        int rows = Parameters.limit(limit, Parameters.DEFAULT_ROWS);
        String after = Parameters.cursor(cursor);
        return Uni.createFrom()
                .completionStage(() -> presence.members(room, rows, after))
                .map(ResponseBodies.Members::of);
    }
}
