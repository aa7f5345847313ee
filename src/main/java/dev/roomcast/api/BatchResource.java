package dev.roomcast.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.auth.User;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Names;

/** Many messages to any rooms in one request. */
@Path("/api/messages")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Rooms")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class BatchResource {

    private static final EventLog LOG = EventLog.of(BatchResource.class);

    private static final int MAX_MESSAGES = 1_000;

    /** Messages that begin in one turn of the event loop: a thousand take it some milliseconds, and others wait meanwhile. */
    private static final int MESSAGES_A_TURN = 50;

    private static final Set<String> NAMES = Set.of("roomId", "content", "type", "user", "messageId");

    private final Publishing publishing;
    private final RequestBudgets budgets;
    private final RoomcastConfig config;
    private final SecurityIdentity identity;

    BatchResource(Publishing publishing, RequestBudgets budgets, RoomcastConfig config, SecurityIdentity identity) {
        this.publishing = publishing;
        this.budgets = budgets;
        this.config = config;
        this.identity = identity;
    }

    /** Publishes each message by itself: one that is refused or fails keeps no other back. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "publishMany",
            summary = "Publishes up to 1,000 messages to any rooms; each is stored or refused by itself",
            description =
                    "Each message is stored or refused by itself: one that is refused keeps no other back, and the status is 200 all the same. Give each a messageId, and the whole may be sent again. Messages to one room get their offsets in the order in which they stand. Only a batch that is malformed, too large or over the rate limit is refused as a whole. Wants the role service or admin.")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequestSchemas.Batch.class)))
    @APIResponse(
            responseCode = "200",
            description = "A result for each message, in the order of the messages",
            content = @Content(schema = @Schema(implementation = ResponseSchemas.Results.class)))
    public Uni<ResponseBodies.Results> publish(byte[] body) throws BadMessageException {
        User caller = Caller.of(identity);
        budgets.bytes(caller, body);
        List<String> messages = Body.read(body, Set.of("messages")).elements("messages", MAX_MESSAGES);
        budgets.messages(caller, messages.size());
        if (messages.isEmpty()) {
            return Uni.createFrom().item(new ResponseBodies.Results(List.of()));
        }
        List<Uni<ResponseBodies.Result>> begun = new ArrayList<>(messages.size());
        return Uni.createFrom()
                .<Void>emitter(all -> begin(messages, caller, begun, Vertx.currentContext(), all))
                .chain(() -> Uni.join().all(begun).andFailFast())
                .map(ResponseBodies.Results::new);
    }

    /**
     * Begins what has not begun yet, in its order, which is that of the offsets where messages go to one room: some now, the
     * rest in later turns of the event loop.
     */
    private void begin(
            List<String> messages,
            User caller,
            List<Uni<ResponseBodies.Result>> begun,
            Context loop,
            UniEmitter<? super Void> all) {
        int end = Math.min(messages.size(), begun.size() + MESSAGES_A_TURN);
        while (begun.size() < end) {
            String message = messages.get(begun.size());
            CompletableFuture<ResponseBodies.Result> result = Uni.createFrom()
                    .deferred(() -> publish(message, caller))
                    .onFailure()
                    .recoverWithItem(BatchResource::error)
                    .subscribeAsCompletionStage();
            begun.add(Uni.createFrom().completionStage(result));
        }
        if (end == messages.size()) {
            all.complete(null);
        } else {
            loop.runOnContext(turn -> begin(messages, caller, begun, loop, all));
        }
    }

    private Uni<ResponseBodies.Result> publish(String json, User caller) {
        try {
            Body body = Body.element(json, NAMES);
            String roomId = body.string("roomId");
            if (!Names.isRoomId(roomId)) {
                throw body.bad("roomId");
            }
            return publishing
                    .publish(
                            roomId,
                            PublishRequest.read(body, caller, config.limits().maxMessageBytes()))
                    .map(ResponseBodies.Result::of);
        } catch (BadMessageException | ProblemException refused) {
            return Uni.createFrom().failure(refused);
        }
    }

    private static ResponseBodies.Result error(Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem == null) {
            LOG.error("roomcast.http.publish.failed").because(failure).write();
            problem = Problem.of(ErrorCode.INTERNAL);
        }
        return ResponseBodies.Result.of(problem);
    }
}
