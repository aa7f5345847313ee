package dev.roomcast.api;

import java.util.Set;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.NonBlocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.roomcast.auth.User;
import dev.roomcast.ops.Lifecycle;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;

/** Moves load from this instance to others. */
@Path("/api/shed")
@Tag(name = "Server")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
public class ShedResource {

    private final Lifecycle lifecycle;

    ShedResource(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** Sends a share of this instance's connections away, as a drain does with all. */
    @POST
    @NonBlocking
    @RolesAllowed(User.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "shed",
            summary = "Sends a share of this instance's connections away, spread over the time of a drain",
            description =
                    "Each of these connections is told reconnect with a moment of its own, and closed then; clients that reconnect reach other instances. Wants the role admin.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequestSchemas.Shed.class)))
    @APIResponse(responseCode = "202", description = "Each of them was told when it will be closed")
    public RestResponse<Void> shed(byte[] json) throws BadMessageException {
        Body body = Body.read(json, Set.of("share"));
        double share = body.number("share");
        if (!(share > 0 && share <= 1)) {
            throw body.bad("share");
        }
        lifecycle.shed(share);
        return RestResponse.accepted();
    }
}
