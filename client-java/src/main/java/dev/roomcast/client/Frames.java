package dev.roomcast.client;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads what the server sends into values, and begins what the client sends. A field that is missing reads as empty. */
final class Frames {

    private Frames() {}

    static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    static ObjectNode ofRoom(String type, String roomId) {
        return object(type).put("roomId", roomId);
    }

    static String type(JsonNode message) {
        return message.path("type").asText();
    }

    static String roomId(JsonNode message) {
        return message.path("roomId").asText();
    }

    /** A server that says less than 0 says nothing that a position could be made of. */
    static long offset(JsonNode message) {
        return Math.max(0, message.path("offset").asLong());
    }

    static Position position(JsonNode message) {
        return new Position(message.path("epoch").asText(), offset(message));
    }

    static User user(JsonNode user) {
        List<String> roles = new ArrayList<>();
        user.path("roles").forEach(role -> roles.add(role.asText()));
        return new User(
                user.path("id").asText(),
                user.path("username").asText(),
                user.path("guest").asBoolean(),
                roles);
    }

    static Instant instant(JsonNode time) {
        return optionalInstant(time).orElse(Instant.EPOCH);
    }

    static Optional<Instant> optionalInstant(JsonNode time) {
        try {
            return time.isTextual() ? Optional.of(Instant.parse(time.textValue())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static Entry entry(JsonNode entry, Position position, boolean replayed) {
        User user = user(entry.path("user"));
        Instant timestamp = instant(entry.path("timestamp"));
        String messageId = entry.path("messageId").asText();
        if (type(entry).equals("message-deleted")) {
            long target = entry.path("target").asLong();
            return new Deletion(roomId(entry), position, target, user, timestamp, messageId, replayed);
        }
        return new Message(
                roomId(entry),
                position,
                type(entry),
                user,
                entry.get("content"),
                timestamp,
                messageId,
                entry.path("deleted").asBoolean(),
                replayed);
    }

    static Ack ack(JsonNode ack) {
        return new Ack(
                roomId(ack),
                position(ack),
                instant(ack.path("timestamp")),
                ack.path("messageId").asText(),
                ack.path("duplicate").asBoolean());
    }

    static Joined joined(JsonNode answer) {
        JsonNode recovered = answer.path("recovered");
        return new Joined(
                roomId(answer),
                answer.path("memberCount").asInt(),
                position(answer),
                recovered.isBoolean() ? Optional.of(recovered.booleanValue()) : Optional.empty());
    }

    static MemberChange change(JsonNode change) {
        return new MemberChange(
                roomId(change),
                user(change.path("user")),
                change.path("memberCount").asInt(),
                instant(change.path("timestamp")));
    }

    static Member member(JsonNode member) {
        return new Member(
                member.path("id").asText(),
                member.path("username").asText(),
                member.path("guest").asBoolean(),
                member.path("connections").asInt());
    }

    static Signal signal(JsonNode signal) {
        return new Signal(
                roomId(signal), user(signal.path("user")), signal.path("content"), instant(signal.path("timestamp")));
    }

    static HistoryPage history(JsonNode history) {
        String epoch = history.path("epoch").asText();
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : history.path("messages")) {
            entries.add(entry(entry, new Position(epoch, offset(entry)), true));
        }
        return new HistoryPage(
                roomId(history), epoch, entries, history.path("hasMore").asBoolean());
    }
}
