package dev.roomcast.protocol;

import java.io.IOException;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;

/** Fields that several messages have in common. */
final class Write {

    private Write() {}

    static void time(JsonGenerator out, String name, long epochMillis) throws IOException {
        out.writeStringField(name, Timestamps.format(epochMillis));
    }

    static void optional(JsonGenerator out, String name, String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    /** A value that is JSON text already. */
    static void raw(JsonGenerator out, String name, String json) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(json);
    }

    static void user(JsonGenerator out, String name, UserRef user, Set<String> roles) throws IOException {
        out.writeObjectFieldStart(name);
        userFields(out, user);
        if (roles != null) {
            out.writeArrayFieldStart("roles");
            for (String role : roles) {
                out.writeString(role);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    static void userFields(JsonGenerator out, UserRef user) throws IOException {
        out.writeStringField("id", user.id());
        out.writeStringField("username", user.username());
        if (user.guest()) {
            out.writeBooleanField("guest", true);
        }
    }

    static void cameOrWent(JsonGenerator out, String roomId, UserRef user, int memberCount, long timestamp)
            throws IOException {
        out.writeStringField("roomId", roomId);
        user(out, "user", user, null);
        out.writeNumberField("memberCount", memberCount);
        time(out, "timestamp", timestamp);
    }
}
