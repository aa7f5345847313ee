package dev.roomcast.api;

import java.util.Set;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.roomcast.auth.User;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.ServerMessage;

/** A word from an administrator to everyone. */
@Path("/api/broadcast")
@Tag(name = "Server")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
public class BroadcastResource {

    private final Broker broker;
    private final RequestBudgets budgets;
    private final SecurityIdentity identity;

    BroadcastResource(Broker broker, RequestBudgets budgets, SecurityIdentity identity) {
        this.broker = broker;
        this.budgets = budgets;
        this.identity = identity;
    }

    /** Sends {@code admin-message} to every connection of every instance. */
    @POST
    @RolesAllowed(User.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "broadcast",
            summary = "Sends admin-message to every connection of every instance",
            description = "At most once: who is not connected does not get it later. Wants the role admin.")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequestSchemas.Broadcast.class)))
    @APIResponse(responseCode = "202", description = "It is on its way; nothing is kept of it")
    public Uni<RestResponse<Void>> broadcast(byte[] body) throws BadMessageException {
        User caller = Caller.of(identity);
        budgets.messages(caller, 1);
        budgets.bytes(caller, body);
        String content = Body.read(body, Set.of("content")).raw("content");
        String from = caller.ref().username();
        byte[] event = MessageWriter.write(new ServerMessage.AdminMessage(content, from, System.currentTimeMillis()));
        return Uni.createFrom()
                .completionStage(() -> broker.broadcast(new ServerNews.ToEveryone(event)))
                .map(done -> RestResponse.accepted());
    }
}
