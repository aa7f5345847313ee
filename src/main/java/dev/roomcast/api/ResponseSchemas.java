package dev.roomcast.api;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What answers look like, for OpenAPI alone, where they are not the records of {@link ResponseBodies}: a history is written
 * by {@link dev.roomcast.protocol.MessageWriter}, its entries by {@link dev.roomcast.protocol.Event}.
 */
final class ResponseSchemas {

    private static final String DELETED = "There, and true, where the message was deleted: it has no content any more";

    private ResponseSchemas() {}

    /** A page of a room's history. */
    @Schema(
            name = "History",
            description = "A page of a room's history",
            requiredProperties = {"messages", "epoch", "hasMore"})
    record History(
            @Schema(description = "Entries of the room's log, oldest first")
            List<Entry> messages,

            @Schema(
                    description =
                            "Which life of the room's log the offsets count in; another one where the store lost it")
            String epoch,

            @Schema(description = "Whether there is more before these; with after, behind them")
            boolean hasMore) {}

    /** An entry of a room's log. */
    @Schema(
            name = "Entry",
            description = "An entry of a room's log; its type says which kind",
            oneOf = {RoomMessage.class, ChatMessage.class, MessageDeleted.class},
            discriminatorProperty = "type",
            discriminatorMapping = {
                @DiscriminatorMapping(value = "room-message", schema = RoomMessage.class),
                @DiscriminatorMapping(value = "chat-message", schema = ChatMessage.class),
                @DiscriminatorMapping(value = "message-deleted", schema = MessageDeleted.class)
            })
    interface Entry {}

    /** A message. */
    @Schema(
            name = "RoomMessage",
            description = "A message; one that was deleted has no content",
            requiredProperties = {"type", "roomId", "user", "messageId", "offset", "timestamp"})
    record RoomMessage(
            @Schema(enumeration = "room-message") String type,
            @Schema(ref = "RoomId") String roomId,
            Sender user,
            @Schema(ref = "MessageId") String messageId,
            @Schema(minimum = "1") long offset,
            @Schema(format = "date-time") String timestamp,
            @Schema(ref = "MessageContent") Object content,

            @Schema(description = DELETED, type = SchemaType.BOOLEAN)
            Boolean deleted) {}

    /** A message of the other type. */
    @Schema(
            name = "ChatMessage",
            description = "A message that was sent as chat-message; one that was deleted has no content",
            requiredProperties = {"type", "roomId", "user", "messageId", "offset", "timestamp"})
    record ChatMessage(
            @Schema(enumeration = "chat-message") String type,
            @Schema(ref = "RoomId") String roomId,
            Sender user,
            @Schema(ref = "MessageId") String messageId,
            @Schema(minimum = "1") long offset,
            @Schema(format = "date-time") String timestamp,
            @Schema(ref = "MessageContent") Object content,

            @Schema(description = DELETED, type = SchemaType.BOOLEAN)
            Boolean deleted) {}

    /** A deletion. */
    @Schema(
            name = "MessageDeleted",
            description = "The deletion of an earlier message, which keeps its offset and loses its content",
            requiredProperties = {"type", "roomId", "user", "messageId", "target", "offset", "timestamp"})
    record MessageDeleted(
            @Schema(enumeration = "message-deleted") String type,
            @Schema(ref = "RoomId") String roomId,
            Sender user,
            @Schema(ref = "MessageId") String messageId,

            @Schema(description = "Offset of the message that was deleted", minimum = "1")
            long target,

            @Schema(minimum = "1") long offset,
            @Schema(format = "date-time") String timestamp) {}

    /** Who said it. */
    @Schema(
            name = "Sender",
            description = "Who did it",
            requiredProperties = {"id", "username"})
    record Sender(
            @Schema(ref = "UserId") String id,
            String username,

            @Schema(description = "There, and true, for a guest")
            Boolean guest) {}

    /** What became of many messages. */
    @Schema(
            name = "Results",
            description = "What became of each message, in the order of the request",
            requiredProperties = "results")
    record Results(List<Result> results) {}

    /** What became of one of many messages. */
    @Schema(
            name = "Result",
            description = "A message that was stored, or why one was not",
            oneOf = {ResponseBodies.Published.class, Refused.class})
    interface Result {}

    /** A message that was not stored. */
    @Schema(
            name = "Refused",
            description = "A message of a batch that was refused, or could not be stored",
            requiredProperties = "error")
    record Refused(ResponseBodies.Failure error) {}
}
