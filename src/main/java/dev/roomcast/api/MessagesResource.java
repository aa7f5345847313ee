package dev.roomcast.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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

import dev.roomcast.RoomcastConfig;
import dev.roomcast.auth.User;
import dev.roomcast.history.HistoryService;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.room.RoomService;

/** A room's messages. */
@Path("/api/rooms/{roomId}/messages")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Rooms")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class MessagesResource {

    private final Publishing publishing;
    private final RoomService rooms;
    private final HistoryService history;
    private final RequestBudgets budgets;
    private final RoomcastConfig config;
    private final SecurityIdentity identity;

    MessagesResource(
            Publishing publishing,
            RoomService rooms,
            HistoryService history,
            RequestBudgets budgets,
            RoomcastConfig config,
            SecurityIdentity identity) {
        this.publishing = publishing;
        this.rooms = rooms;
        this.history = history;
        this.budgets = budgets;
        this.config = config;
        this.identity = identity;
    }

    /** Publishes a message; opens no room. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "publish",
            summary = "Publishes a message; members get it, and the room is not opened by it",
            description =
                    "Answered once the message is in the room's log. With a messageId a retry stores nothing twice. It is published in the name of the caller, or of user where a service says so. Wants the role service or admin.")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequestSchemas.Publish.class)))
    @APIResponse(
            responseCode = "201",
            description = "Stored, now or (with duplicate) by an earlier try",
            content = @Content(schema = @Schema(implementation = ResponseBodies.Published.class)))
    public Uni<RestResponse<ResponseBodies.Published>> publish(
            @PathParam("roomId") String roomId, @HeaderParam("Idempotency-Key") String idempotencyKey, byte[] body)
            throws BadMessageException {
        String room = Parameters.roomId(roomId);
        User caller = Caller.of(identity);
        budgets.messages(caller, 1);
        budgets.bytes(caller, body);
        PublishRequest message = PublishRequest.read(
                body, idempotencyKey, caller, config.limits().maxMessageBytes());
        return publishing
                .publish(room, message)
                .map(published -> RestResponse.status(RestResponse.Status.CREATED, published));
    }

    /** The newest messages, those before an offset, or those after one. */
    @GET
    @Operation(
            operationId = "listMessages",
            summary = "The newest messages, those before an offset, or those after one; oldest first",
            description =
                    "To read on towards the past, give the offset of the first message of a page as before of the next request, while hasMore is true. To read on towards the present, give the offset of the last one as after. With both it is the range between them, read from its beginning. Offsets count within an epoch: where a page names another one than the page before, the room's past was lost and a new count has begun. A room without a history has an empty one. Wants the role service or admin.")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @APIResponseSchema(
            value = ResponseSchemas.History.class,
            responseDescription = "A page of the history",
            responseCode = "200")
    public Uni<byte[]> messages(
            @PathParam("roomId") String roomId,
            @QueryParam("limit") String limit,
            @QueryParam("before") String before,
            @QueryParam("after") String after) {
        String room = Parameters.roomId(roomId);
        int messages = Parameters.limit(limit, Parameters.DEFAULT_MESSAGES);
        User caller = Caller.of(identity);
        budgets.history(caller, messages);
        Long end = Parameters.offset("before", before);
        Long start = Parameters.offset("after", after);
        return Uni.createFrom()
                .completionStage(() -> start == null
                        ? history.page(room, messages, end)
                        : history.pageAfter(room, messages, start, end))
                .map(page -> MessageWriter.writePage(page.epoch(), page.hasMore(), page.events()))
                .invoke(page -> budgets.historyBytes(caller, messages, page.length));
    }

    /** Deletes a message, whosever it is. */
    @DELETE
    @Path("/{offset}")
    @RolesAllowed(User.ADMIN)
    @Operation(
            operationId = "deleteMessage",
            summary = "Deletes a message: its content is erased, its offset stays",
            description =
                    "The deletion is an entry of the log itself, whose offset is answered. What is not in the log, or is a deletion, is not found; deleting again answers as the first time, with duplicate. With If-Match it is deleted only if the room's log is still in that epoch: an offset of an epoch that is over may be another message by now. Wants the role admin.")
    @APIResponseSchema(
            value = ResponseBodies.Published.class,
            responseDescription = "Where the deletion is in the log",
            responseCode = "200")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @APIResponse(responseCode = "404", ref = "problem.404")
    @APIResponse(responseCode = "412", ref = "problem.412")
    public Uni<ResponseBodies.Published> delete(
            @PathParam("roomId") String roomId,
            @PathParam("offset") String offset,
            @HeaderParam("If-Match") String ifMatch) {
        String room = Parameters.roomId(roomId);
        long target = Parameters.number("offset", offset, 1);
        String epoch = Parameters.epoch(ifMatch);
        User caller = Caller.of(identity);
        budgets.messages(caller, 1);
        return publishing.counted(room, () -> rooms.delete(caller.ref(), caller.id(), true, room, target, epoch, null));
    }
}
