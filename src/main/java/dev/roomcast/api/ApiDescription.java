package dev.roomcast.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What all of the HTTP API has in common, for OpenAPI. */
@ApplicationPath("/")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Roomcast",
                        version = "1",
                        description =
                                "Rooms, messages and people, for other programs. People themselves use the WebSocket,"
                                        + " whose messages are in the AsyncAPI document.",
                        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
        tags = {
            @Tag(name = "Rooms", description = "Rooms, their messages and members"),
            @Tag(name = "Users", description = "Who somebody is, and who is there"),
            @Tag(name = "Server", description = "The server as a whole")
        })
@SecurityScheme(
        securitySchemeName = ApiDescription.TOKEN,
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        bearerFormat = "JWT",
        description = "The same token as for a WebSocket.")
public final class ApiDescription extends Application {

    /** The name of the security scheme. */
    static final String TOKEN = "token";
}
