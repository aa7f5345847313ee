package dev.roomcast.api;

import java.util.regex.Pattern;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.roomcast.auth.User;
import dev.roomcast.webhooks.Webhooks;

/** How it is with the targets of webhooks. */
@Path("/api/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(User.ADMIN)
@Tag(name = "Server")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class WebhooksResource {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Webhooks webhooks;

    WebhooksResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** All targets. */
    @GET
    @Operation(
            operationId = "listWebhooks",
            summary = "The targets of webhooks: what waits, what was put aside, since when they fail",
            description = "As the instance that delivers told last, up to two seconds ago. Wants the role admin.")
    @APIResponseSchema(
            value = WebhookBodies.Targets.class,
            responseDescription = "All targets, in the order of the settings",
            responseCode = "200")
    public Uni<WebhookBodies.Targets> list() {
        return Uni.createFrom()
                .completionStage(webhooks::status)
                .map(all -> new WebhookBodies.Targets(
                        all.stream().map(WebhookBodies.Target::of).toList()));
    }

    /** Tries again. */
    @POST
    @Path("/{target}/retry")
    @Operation(
            operationId = "retryWebhook",
            summary = "Tries at once what failed, and lets what was put aside wait again",
            description =
                    "What was put aside is told behind all that waits, with the ids that it had. Wants the role admin.")
    @APIResponse(responseCode = "202", description = "The instance that delivers was told")
    @APIResponse(responseCode = "404", ref = "problem.404")
    public Uni<RestResponse<Void>> retry(@PathParam("target") String target) {
        return Uni.createFrom()
                .completionStage(() -> webhooks.retry(checked(target)))
                .map(WebhooksResource::accepted);
    }

    /** Drops what was put aside. */
    @DELETE
    @Path("/{target}/failed")
    @Operation(
            operationId = "dropFailedWebhooks",
            summary = "Drops the events of a target that were put aside",
            description = "They are lost. Wants the role admin.")
    @APIResponse(responseCode = "202", description = "The instance that delivers was told")
    @APIResponse(responseCode = "404", ref = "problem.404")
    public Uni<RestResponse<Void>> dropFailed(@PathParam("target") String target) {
        return Uni.createFrom()
                .completionStage(() -> webhooks.dropFailed(checked(target)))
                .map(WebhooksResource::accepted);
    }

    private static String checked(String target) {
        if (!NAME.matcher(target).matches()) {
            throw Problem.badRequest("target").exception();
        }
        return target;
    }

    private static RestResponse<Void> accepted(boolean known) {
        if (!known) {
            throw new NotFoundException();
        }
        return RestResponse.accepted();
    }
}
