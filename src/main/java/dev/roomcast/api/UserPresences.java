package dev.roomcast.api;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.protocol.Timestamps;

/** Which of some users are connected. */
@Schema(
        name = "UserPresences",
        description = "About each user, in the order of the request",
        requiredProperties = {"users"})
record UserPresences(List<UserPresence> users) {

    static UserPresences of(List<String> userIds, Map<String, ServerMessage.OnlineRow> online) {
        return new UserPresences(
                userIds.stream().map(id -> presence(id, online.get(id))).toList());
    }

    private static UserPresence presence(String id, ServerMessage.OnlineRow row) {
        return row == null
                ? new UserPresence(id, false, null, null)
                : new UserPresence(id, true, row.username(), Timestamps.format(row.authenticatedAt()));
    }

    /** Whether one user is connected. */
    @Schema(
            name = "UserPresence",
            description = "Whether a user is connected; if so, since when and by which name",
            requiredProperties = {"id", "online"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record UserPresence(
            @Schema(ref = "UserId") String id,

            @Schema(description = "Whether there is a connection, on any instance")
            boolean online,

            @Schema(description = "There where online") String username,

            @Schema(
                    format = "date-time",
                    description = "There where online: when the first of the connections signed in")
            String authenticatedAt) {}
}
