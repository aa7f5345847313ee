package dev.roomcast.api;

import java.util.Set;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.NonBlocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.auth.DemoTokens;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;

/** How those get in who have no token: what the server offers them, and the demo sign-in. */
@Path("/api/auth")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@SecurityRequirements
@Tag(name = "Users")
@APIResponse(responseCode = "406", ref = "problem.406")
public class SignInResource {

    private static final Set<String> NAMES = Set.of("username", "password");

    private final DemoTokens tokens;
    private final boolean guests;

    SignInResource(DemoTokens tokens, RoomcastConfig config) {
        this.tokens = tokens;
        guests = config.guests().enabled();
    }

    /** What a page may offer to somebody who has not signed in. On the event loop. */
    @GET
    @NonBlocking
    @Operation(
            operationId = "getWaysIn",
            summary = "Which ways in there are without a token",
            description = "For pages that show only what will work. Counts as a sign-in of its address.")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @APIResponse(
            responseCode = "200",
            description = "Whether guests are let in at /ws, and whether the demo sign-in is on",
            content = @Content(schema = @Schema(implementation = ResponseBodies.WaysIn.class)))
    public ResponseBodies.WaysIn waysIn() {
        return new ResponseBodies.WaysIn(guests, tokens.enabled());
    }

    /** Gives a token to any name, where that is on. */
    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "signIn",
            summary = "Demo sign-in: a token for any name with any password",
            description = "On in dev and test; in production only where roomcast.demo-login.enabled says so.")
    @APIResponse(responseCode = "429", ref = "problem.429")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = RequestSchemas.Credentials.class)))
    @APIResponse(
            responseCode = "200",
            description = "Signed in",
            content = @Content(schema = @Schema(implementation = ResponseBodies.SignedIn.class)))
    @APIResponse(responseCode = "404", ref = "problem.404")
    public ResponseBodies.SignedIn signIn(byte[] body) {
        if (!tokens.enabled()) {
            throw new NotFoundException();
        }
        try {
            Body credentials = Body.read(body, NAMES);
            String username = credentials.string("username");
            String password = credentials.string("password");
            if (!DemoTokens.isName(username)) {
                throw credentials.bad("username");
            }
            if (password.isEmpty()) {
                throw credentials.bad("password");
            }
            return new ResponseBodies.SignedIn(tokens.issue(username), DemoTokens.LIFE.toSeconds());
        } catch (BadMessageException bad) {
            throw problem(bad);
        }
    }

    /** Says what is wrong in {@code error} too, which is where demo clients look. */
    private static ProblemException problem(BadMessageException bad) {
        String error = switch (bad.field() == null ? "" : bad.field()) {
            case "username" -> "A username of 1 to 64 characters is required.";
            case "password" -> "A password is required.";
            default -> "A JSON object with username and password is required.";
        };
        return Problem.of(bad.error()).with("error", error).exception();
    }
}
