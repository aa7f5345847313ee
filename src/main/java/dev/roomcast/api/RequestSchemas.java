package dev.roomcast.api;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What bodies look like, for OpenAPI alone: {@link dev.roomcast.protocol.Body} reads them. */
final class RequestSchemas {

    private RequestSchemas() {}

    /** Names and passwords for the demo sign-in. */
    @Schema(name = "Credentials")
    record Credentials(
            @Schema(required = true) String username,
            @Schema(required = true) String password) {}

    /** What to revoke: at least one of the first two. */
    @Schema(name = "Revoke")
    record Revoke(
            @Schema(description = "The id of a token", maxLength = 512)
            String jti,

            @Schema(
                    description = "Whose tokens; all that were issued until now, where no jti is named",
                    maxLength = 128)
            String userId,

            @Schema(description = "For people", maxLength = 512)
            String reason) {}

    /** A message. */
    @Schema(name = "Publish")
    record Publish(
            @Schema(required = true, description = "Any JSON value but null; it travels as it is written")
            Object content,

            @Schema(
                    enumeration = {"room-message", "chat-message"},
                    defaultValue = "room-message")
            String type,

            @Schema(description = "In whose name; with role service only")
            Author user,

            @Schema(description = "The same one again within 5 minutes is stored once", minLength = 1, maxLength = 128)
            String messageId) {}

    /** Many messages. */
    @Schema(name = "Batch")
    record Batch(@Schema(required = true, maxItems = 1_000) List<BatchMessage> messages) {}

    /** One of many messages. */
    @Schema(name = "BatchMessage")
    record BatchMessage(
            @Schema(required = true) String roomId,

            @Schema(required = true, description = "Any JSON value but null; it travels as it is written")
            Object content,

            @Schema(
                    enumeration = {"room-message", "chat-message"},
                    defaultValue = "room-message")
            String type,

            @Schema(description = "In whose name; with role service only")
            Author user,

            @Schema(description = "The same one again within 5 minutes is stored once", minLength = 1, maxLength = 128)
            String messageId) {}

    /** Connections to send away. */
    @Schema(name = "Shed")
    record Shed(
            @Schema(
                    required = true,
                    description = "More than 0, at most 1",
                    exclusiveMinimum = true,
                    minimum = "0",
                    maximum = "1")
            double share) {}

    /** An author. */
    @Schema(name = "Author")
    record Author(
            @Schema(required = true) String id,
            @Schema(required = true) String username) {}

    /** A word to everyone. */
    @Schema(name = "Broadcast")
    record Broadcast(
            @Schema(required = true, description = "Any JSON value but null")
            Object content) {}

    /** A page of a room's history. */
    @Schema(name = "History")
    record History(
            @Schema(description = "Events as over WebSocket, oldest first")
            List<Object> messages,

            String epoch,
            boolean hasMore) {}
}
