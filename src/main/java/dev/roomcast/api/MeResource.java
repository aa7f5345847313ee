package dev.roomcast.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.auth.User;
import dev.roomcast.protocol.Timestamps;

/** Who a token belongs to. */
@Path("/api/me")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Users")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "406", ref = "problem.406")
public class MeResource {

    private final SecurityIdentity identity;

    MeResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** What the server reads from the caller's token. */
    @GET
    @NonBlocking
    @Operation(
            operationId = "getMe",
            summary = "What the server reads from the caller's token",
            description = "Any token that is accepted will do, whatever its roles.")
    @APIResponseSchema(
            value = ResponseBodies.Me.class,
            responseDescription = "Who the token belongs to",
            responseCode = "200")
    public ResponseBodies.Me me() {
        User user = Caller.of(identity);
        return new ResponseBodies.Me(
                user.id(),
                user.ref().username(),
                user.roles().stream().sorted().toList(),
                Timestamps.format(user.expiresAt()));
    }
}
