package dev.roomcast.api;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What bodies look like, for OpenAPI alone: {@link dev.roomcast.protocol.Body} reads them. */
final class RequestSchemas {

    private RequestSchemas() {}

    /** Names and passwords for the demo sign-in. */
    @Schema(
            name = "Credentials",
            description = "A name and any password, for the demo sign-in",
            requiredProperties = {"username", "password"})
    record Credentials(
            @Schema(minLength = 1, maxLength = 64) String username,

            @Schema(description = "Any, but not empty", minLength = 1)
            String password) {}

    /** What to revoke: at least one of the first two. */
    @Schema(name = "Revoke", description = "What to revoke: at least one of jti and userId")
    record Revoke(
            @Schema(description = "The id of a token", minLength = 1, maxLength = 512)
            String jti,

            @Schema(
                    description = "Whose tokens; all that were issued until now, where no jti is named",
                    minLength = 1,
                    maxLength = 128)
            String userId,

            @Schema(description = "For people", minLength = 1, maxLength = 512)
            String reason) {}

    /** A message. */
    @Schema(
            name = "Publish",
            description = "A message",
            requiredProperties = {"content"})
    record Publish(
            @Schema(ref = "MessageContent") Object content,

            @Schema(
                    enumeration = {"room-message", "chat-message"},
                    defaultValue = "room-message")
            String type,

            Author user,

            @Schema(ref = "MessageId") String messageId) {}

    /** Many messages. */
    @Schema(
            name = "Batch",
            description = "Up to 1,000 messages to any rooms",
            requiredProperties = {"messages"})
    record Batch(@Schema(maxItems = 1_000) List<BatchMessage> messages) {}

    /** One of many messages. */
    @Schema(
            name = "BatchMessage",
            description = "A message, and its room",
            requiredProperties = {"roomId", "content"})
    record BatchMessage(
            @Schema(ref = "RoomId") String roomId,

            @Schema(ref = "MessageContent") Object content,

            @Schema(
                    enumeration = {"room-message", "chat-message"},
                    defaultValue = "room-message")
            String type,

            Author user,

            @Schema(ref = "MessageId") String messageId) {}

    /** Users to tell of. */
    @Schema(
            name = "LookUp",
            description = "Up to 100 users",
            requiredProperties = {"userIds"})
    record LookUp(@Schema(maxItems = 100) List<String> userIds) {}

    /** Connections to send away. */
    @Schema(
            name = "Shed",
            description = "How much of the load to send away",
            requiredProperties = {"share"})
    record Shed(
            @Schema(description = "More than 0, at most 1", exclusiveMinimum = true, minimum = "0", maximum = "1")
            double share) {}

    /** An author. */
    @Schema(
            name = "Author",
            description = "In whose name a message is published; only the role service may say so",
            requiredProperties = {"id", "username"})
    record Author(
            @Schema(ref = "UserId") String id,
            @Schema(minLength = 1, maxLength = 64) String username) {}

    /** A word to everyone. */
    @Schema(
            name = "Broadcast",
            description = "What to tell everyone",
            requiredProperties = {"content"})
    record Broadcast(@Schema(ref = "MessageContent") Object content) {}
}
