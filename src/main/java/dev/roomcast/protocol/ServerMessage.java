package dev.roomcast.protocol;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;

/**
 * What the server says, but for the entries of a room's log, which {@link Event} makes. Fields that are null are left out.
 * Times are milliseconds since 1970 here and ISO-8601 on the wire.
 */
public sealed interface ServerMessage {

    /** The value of {@code type} on the wire. */
    String type();

    /** Writes the fields other than {@code type} and {@code id}. */
    void writeFields(JsonGenerator out) throws IOException;

    /** First frame of every connection. {@code heartbeat} is in milliseconds; {@code roles} null for a guest. */
    record Welcome(
            String message,
            String connectionId,
            long serverTime,
            int protocol,
            long heartbeat,
            UserRef user,
            Set<String> roles,
            String guestKey)
            implements ServerMessage {
        @Override
        public String type() {
            return "welcome";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("message", message);
            out.writeStringField("connectionId", connectionId);
            Write.time(out, "timestamp", serverTime);
            Write.time(out, "serverTime", serverTime);
            out.writeNumberField("protocol", protocol);
            out.writeNumberField("heartbeat", heartbeat);
            if (user != null) {
                Write.user(out, "user", user, roles);
            }
            Write.optional(out, "guestKey", guestKey);
        }
    }

    /** Answer to {@code ping}. */
    record Pong(long timestamp) implements ServerMessage {
        @Override
        public String type() {
            return "pong";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.time(out, "timestamp", timestamp);
        }
    }

    /** A sign-in that worked. {@code expiresAt} and {@code roles} null for a guest, {@code sessionRooms} where none is known. */
    record AuthSuccess(UserRef user, Set<String> roles, Long expiresAt, List<String> sessionRooms)
            implements ServerMessage {
        @Override
        public String type() {
            return "auth-success";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.user(out, "user", user, roles);
            if (expiresAt != null) {
                Write.time(out, "expiresAt", expiresAt);
            }
            if (sessionRooms != null) {
                out.writeObjectFieldStart("session");
                out.writeArrayFieldStart("rooms");
                for (String room : sessionRooms) {
                    out.writeString(room);
                }
                out.writeEndArray();
                out.writeEndObject();
            }
        }
    }

    /** A sign-in that did not; close 1008 follows. */
    record AuthFailed(AuthFailure code, String message) implements ServerMessage {
        @Override
        public String type() {
            return "auth-failed";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("code", code.code());
            out.writeStringField("message", message);
        }
    }

    /** The token ends soon. */
    record TokenExpiring(long expiresAt) implements ServerMessage {
        @Override
        public String type() {
            return "token-expiring";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.time(out, "expiresAt", expiresAt);
        }
    }

    /** The server drains; {@code afterMs} is when this connection is closed. */
    record Reconnect(String reason, long afterMs) implements ServerMessage {
        @Override
        public String type() {
            return "reconnect";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("reason", reason);
            out.writeNumberField("afterMs", afterMs);
        }
    }

    /** A request was done that nothing else answers. */
    record Ack() implements ServerMessage {
        @Override
        public String type() {
            return "ack";
        }

        @Override
        public void writeFields(JsonGenerator out) {
            // The id says it all.
        }
    }

    /** A message is in the room's log. {@code duplicate}: it was there before. */
    record PublishAck(String roomId, long offset, String epoch, long timestamp, String messageId, boolean duplicate)
            implements ServerMessage {
        @Override
        public String type() {
            return "ack";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeNumberField("offset", offset);
            out.writeStringField("epoch", epoch);
            Write.time(out, "timestamp", timestamp);
            out.writeStringField("messageId", messageId);
            if (duplicate) {
                out.writeBooleanField("duplicate", true);
            }
        }
    }

    /** A message to everyone. */
    record Chat(UserRef user, String message, long timestamp) implements ServerMessage {
        @Override
        public String type() {
            return "chat";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.user(out, "user", user, null);
            out.writeStringField("message", message);
            Write.time(out, "timestamp", timestamp);
        }
    }

    /** Answer to {@code create-room}; {@code success} is false where the room was open. */
    record RoomCreated(String roomId, boolean success) implements ServerMessage {
        @Override
        public String type() {
            return "room-created";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeBooleanField("success", success);
        }
    }

    /** Answer to {@code join-room}. {@code recovered} is null where the client did not say {@code since}. */
    record RoomJoined(String roomId, int memberCount, String epoch, long offset, Boolean recovered)
            implements ServerMessage {
        @Override
        public String type() {
            return "room-joined";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeNumberField("memberCount", memberCount);
            out.writeStringField("epoch", epoch);
            out.writeNumberField("offset", offset);
            if (recovered != null) {
                out.writeBooleanField("recovered", recovered);
            }
        }
    }

    /** One is no longer in a room. {@code reason} is null where one asked to leave. */
    record RoomLeft(String roomId, String reason) implements ServerMessage {
        @Override
        public String type() {
            return "room-left";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            Write.optional(out, "reason", reason);
        }
    }

    /** Somebody came. */
    record UserJoined(String roomId, UserRef user, int memberCount, long timestamp) implements ServerMessage {
        @Override
        public String type() {
            return "user-joined";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.cameOrWent(out, roomId, user, memberCount, timestamp);
        }
    }

    /** Somebody went. */
    record UserLeft(String roomId, UserRef user, int memberCount, long timestamp) implements ServerMessage {
        @Override
        public String type() {
            return "user-left";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.cameOrWent(out, roomId, user, memberCount, timestamp);
        }
    }

    /** How many are in a large room. */
    record RoomStats(String roomId, int memberCount) implements ServerMessage {
        @Override
        public String type() {
            return "room-stats";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeNumberField("memberCount", memberCount);
        }
    }

    /** A new life of the room's log begins. */
    record RoomReset(String roomId, String epoch) implements ServerMessage {
        @Override
        public String type() {
            return "room-reset";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeStringField("epoch", epoch);
            out.writeNumberField("offset", 0);
        }
    }

    /** Something that is not kept. {@code content}: JSON text. */
    record RoomSignal(String roomId, UserRef user, String content, long timestamp) implements ServerMessage {
        @Override
        public String type() {
            return "room-signal";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            Write.user(out, "user", user, null);
            Write.raw(out, "content", content);
            Write.time(out, "timestamp", timestamp);
        }
    }

    /** One row of {@code rooms-list}. */
    record RoomRow(String id, int memberCount) {}

    /** The open rooms; {@code cursor} is null on the last page. */
    record RoomsList(List<RoomRow> rooms, String cursor) implements ServerMessage {
        @Override
        public String type() {
            return "rooms-list";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeArrayFieldStart("rooms");
            for (RoomRow room : rooms) {
                out.writeStartObject();
                out.writeStringField("id", room.id);
                out.writeNumberField("memberCount", room.memberCount);
                out.writeEndObject();
            }
            out.writeEndArray();
            Write.optional(out, "cursor", cursor);
        }
    }

    /** About one room. */
    record RoomInfo(String roomId, int memberCount, boolean exists) implements ServerMessage {
        @Override
        public String type() {
            return "room-info";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeNumberField("memberCount", memberCount);
            out.writeBooleanField("exists", exists);
        }
    }

    /** One row of {@code room-members}: a user, however many connections they have in the room. */
    record MemberRow(UserRef user, int connections) {}

    /** Who is in a room; {@code cursor} is null on the last page. */
    record RoomMembers(String roomId, List<MemberRow> members, String cursor) implements ServerMessage {
        @Override
        public String type() {
            return "room-members";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("roomId", roomId);
            out.writeArrayFieldStart("members");
            for (MemberRow member : members) {
                out.writeStartObject();
                Write.userFields(out, member.user);
                out.writeNumberField("connections", member.connections);
                out.writeEndObject();
            }
            out.writeEndArray();
            Write.optional(out, "cursor", cursor);
        }
    }

    /** One row of {@code online-users}. */
    record OnlineRow(String id, String username, long authenticatedAt) {}

    /** Who is signed in; {@code cursor} is null on the last page. */
    record OnlineUsers(List<OnlineRow> users, String cursor) implements ServerMessage {
        @Override
        public String type() {
            return "online-users";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeArrayFieldStart("users");
            for (OnlineRow user : users) {
                out.writeStartObject();
                out.writeStringField("id", user.id);
                out.writeStringField("username", user.username);
                Write.time(out, "authenticatedAt", user.authenticatedAt);
                out.writeEndObject();
            }
            out.writeEndArray();
            Write.optional(out, "cursor", cursor);
        }
    }

    /** A word from an administrator. {@code content}: JSON text; {@code from}: a user name. */
    record AdminMessage(String content, String from, long timestamp) implements ServerMessage {
        @Override
        public String type() {
            return "admin-message";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            Write.raw(out, "content", content);
            out.writeStringField("from", from);
            Write.time(out, "timestamp", timestamp);
        }
    }

    /**
     * A request that failed.
     *
     * @param code for programs
     * @param message for people
     * @param field with {@code bad-request}: the field that is wrong
     * @param right with {@code forbidden}: the right that is missing
     * @param limit with {@code limit-exceeded}: the setting's property name
     * @param retryAfterMs with {@code rate-limited}
     * @param messageId with {@code unavailable}: what to try again with
     */
    record Error(
            ErrorCode code,
            String message,
            String field,
            Right right,
            String limit,
            Long retryAfterMs,
            String messageId)
            implements ServerMessage {

        /** That error, with a message for people who read that language. */
        public static Error of(RequestError error, Language language) {
            return new Error(
                    error.code(),
                    error.code().message(language),
                    error.field(),
                    error.right(),
                    error.limit(),
                    error.retryAfterMs(),
                    error.messageId());
        }

        @Override
        public String type() {
            return "error";
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("code", code.code());
            out.writeStringField("message", message);
            Write.optional(out, "field", field);
            Write.optional(out, "right", right == null ? null : right.wireName());
            Write.optional(out, "limit", limit);
            if (retryAfterMs != null) {
                out.writeNumberField("retryAfterMs", retryAfterMs);
            }
            Write.optional(out, "messageId", messageId);
        }
    }
}
