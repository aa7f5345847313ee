package dev.roomcast.api;

import java.util.List;
import java.util.Set;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.NonBlocking;
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

import dev.roomcast.auth.Revocations;
import dev.roomcast.auth.User;
import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;
import dev.roomcast.protocol.Names;

/** Tokens that are not accepted any more although they have not ended. */
@Path("/api/revocations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(User.ADMIN)
@Tag(name = "Users")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class RevocationsResource {

    private static final Set<String> NAMES = Set.of("jti", "userId", "reason");

    /** UTF-16 units of a token's id and of a reason. */
    private static final int MAX_TEXT = 512;

    private final Revocations revocations;

    RevocationsResource(Revocations revocations) {
        this.revocations = revocations;
    }

    /** Revokes a token by its id, or all tokens that a user was given until now. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "revoke",
            summary = "Revokes a token by its jti, or all tokens that a user was given until now",
            description =
                    "Live connections with these tokens are closed within a second, on every instance. With both jti"
                            + " and userId, only that token of that user is meant."
                            + " Wants the role admin.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequestSchemas.Revoke.class)))
    @APIResponse(
            responseCode = "201",
            description = "Revoked",
            content = @Content(schema = @Schema(implementation = ResponseBodies.Revoked.class)))
    public Uni<RestResponse<ResponseBodies.Revoked>> revoke(byte[] body) throws BadMessageException {
        Body request = Body.read(body, NAMES);
        String jti = text(request, "jti");
        String userId = request.has("userId") ? request.string("userId") : null;
        if (userId != null && !Names.isId(userId)) {
            throw request.bad("userId");
        }
        if (jti == null && userId == null) {
            throw request.bad("jti");
        }
        String reason = text(request, "reason");
        return Uni.createFrom()
                .completionStage(() -> revocations.revoke(jti, userId, reason))
                .map(revocation ->
                        RestResponse.status(RestResponse.Status.CREATED, ResponseBodies.Revoked.of(revocation)));
    }

    private static String text(Body request, String field) throws BadMessageException {
        if (!request.has(field)) {
            return null;
        }
        String text = request.string(field);
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw request.bad(field);
        }
        return text;
    }

    /** The revocations in force, by id. */
    @GET
    @NonBlocking
    @Operation(
            operationId = "listRevocations",
            summary = "The revocations in force, sorted by id",
            description =
                    "One that is over, since all tokens it meant have ended, is not listed. Wants the role admin.")
    @APIResponseSchema(
            value = ResponseBodies.Revocations.class,
            responseDescription = "A page of the revocations in force",
            responseCode = "200")
    public ResponseBodies.Revocations list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int rows = Parameters.limit(limit, Parameters.DEFAULT_ROWS);
        String after = Parameters.cursor(cursor);
        List<Revocation> rest = revocations.all().stream()
                .filter(revocation -> after == null || revocation.id().compareTo(after) > 0)
                .toList();
        List<Revocation> page = rest.subList(0, Math.min(rows, rest.size()));
        return new ResponseBodies.Revocations(
                page.stream().map(ResponseBodies.Revoked::of).toList(),
                page.size() < rest.size() ? page.get(page.size() - 1).id() : null);
    }

    /** Takes one back: its tokens are accepted again. */
    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "unrevoke",
            summary = "Takes a revocation back: its tokens are accepted again",
            description = "Connections that were closed are not opened again. Wants the role admin.")
    @APIResponse(responseCode = "204", description = "Taken back")
    @APIResponse(responseCode = "404", ref = "problem.404")
    public Uni<Void> takeBack(@PathParam("id") String id) {
        return Uni.createFrom().completionStage(() -> revocations.takeBack(id)).map(removed -> {
            if (!removed) {
                throw new NotFoundException();
            }
            return null;
        });
    }
}
