package dev.roomcast.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.NonBlocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.auth.Explanations;
import dev.roomcast.auth.User;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.Right;

/** Why somebody may do something in a room, or may not. */
@Path("/api/explain")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(User.ADMIN)
@Tag(name = "Users")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class ExplainResource {

    private final Explanations explanations;

    ExplainResource(Explanations explanations) {
        this.explanations = explanations;
    }

    /** Whether a user has a right in a room, and what decides that. */
    @GET
    @NonBlocking
    @Operation(
            operationId = "explain",
            summary = "Whether a user has a right in a room, and which claim, rule or role decides that",
            description = "Told by the connections that the user has to this instance. For one who has none it is told"
                    + " what the settings leave of a token without roles and without the claim rooms."
                    + " Wants the role admin.")
    @APIResponseSchema(
            value = ResponseBodies.Explained.class,
            responseDescription = "Whether, and why",
            responseCode = "200")
    public ResponseBodies.Explained explain(
            @QueryParam("userId") String userId,
            @QueryParam("roomId") String roomId,
            @QueryParam("right") String right) {
        if (userId == null || !Names.isId(userId)) {
            throw new ProblemException(Problem.badRequest("userId"));
        }
        if (roomId == null) {
            throw new ProblemException(Problem.badRequest("roomId"));
        }
        Right asked = right == null ? null : Right.of(right).orElse(null);
        if (asked == null) {
            throw new ProblemException(Problem.badRequest("right"));
        }
        Explanations.Explanation explanation = explanations.explain(userId, Parameters.roomId(roomId), asked);
        return new ResponseBodies.Explained(explanation.allowed(), explanation.because());
    }
}
