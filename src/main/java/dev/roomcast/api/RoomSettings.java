package dev.roomcast.api;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.policy.RoomPolicy;
import dev.roomcast.protocol.Right;

/** What the settings say of a room. */
@Schema(
        name = "RoomSettings",
        description = "There for an admin: what the settings say of the room",
        requiredProperties = {"rules", "rights", "history", "presenceEvents", "batch"})
record RoomSettings(
        @Schema(description = "Rules of the settings that match the room, as roomcast.rooms[0]")
        List<String> rules,

        @Schema(description = "Rights that these rules leave to whoever is neither admin nor service")
        List<String> rights,

        HistorySettings history,

        @Schema(description = "Whether members are told who comes and goes")
        boolean presenceEvents,

        BatchSettings batch) {

    static RoomSettings of(String roomId, RoomPolicies policies) {
        RoomPolicy policy = policies.of(roomId);
        return new RoomSettings(
                policies.matching(roomId),
                policies.rightsLeft(roomId).stream().map(Right::wireName).toList(),
                new HistorySettings(policy.historyMaxMessages(), policy.historyMaxBytes(), policy.retentionMillis()),
                policy.presenceEvents(),
                new BatchSettings(policy.batchMaxMessages(), policy.batchMaxDelayMillis()));
    }

    /** How much is kept of a room's past. */
    @Schema(
            name = "HistorySettings",
            description = "How much is kept of the room's past",
            requiredProperties = {"maxMessages", "maxBytes", "retentionMs"})
    record HistorySettings(
            @Schema(description = "0 for any number", minimum = "0")
            int maxMessages,

            @Schema(minimum = "1") long maxBytes,

            @Schema(description = "Milliseconds", minimum = "1")
            long retentionMs) {}

    /** How a room's messages are gathered. */
    @Schema(
            name = "BatchSettings",
            description = "How the room's messages are gathered for clients with the feature batch",
            requiredProperties = {"maxMessages", "maxDelayMs"})
    record BatchSettings(
            @Schema(description = "0 for any number", minimum = "0")
            int maxMessages,

            @Schema(description = "Milliseconds", minimum = "0")
            long maxDelayMs) {}
}
