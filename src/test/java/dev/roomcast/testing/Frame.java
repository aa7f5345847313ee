package dev.roomcast.testing;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One frame from the server.
 *
 * @param json what it says; of a {@code compressed} frame the message inside
 * @param text the very text of the message, for those who compare bytes; of a {@code compressed} frame the text inside
 * @param compressed whether it came inside {@code compressed}
 * @param outer the frame as it came: {@code json} itself unless compressed
 */
public record Frame(JsonNode json, String text, boolean compressed, JsonNode outer) {

    static Frame of(String text) {
        JsonNode json = Json.parse(text);
        if ("compressed".equals(json.path("type").asText())) {
            String inner = Json.unpack(json.path("data").asText());
            return new Frame(Json.parse(inner), inner, true, json);
        }
        return new Frame(json, text, false, json);
    }

    public String type() {
        return json.path("type").asText();
    }

    /** The request's id that this frame answers, or null. */
    public String id() {
        return text("id");
    }

    /** A field as text, or null where it is not there. */
    public String text(String field) {
        return json.hasNonNull(field) ? json.get(field).asText() : null;
    }

    /** A number; -1 where it is not there. */
    public long number(String field) {
        return json.path(field).asLong(-1);
    }

    public boolean flag(String field) {
        return json.path(field).asBoolean(false);
    }

    public boolean has(String field) {
        return json.has(field);
    }

    /** A field by JSON pointer, {@code /user/id}; a missing node where there is none. */
    public JsonNode at(String pointer) {
        return json.at(pointer);
    }

    public long offset() {
        return number("offset");
    }

    public boolean is(String type, String roomId) {
        return type.equals(type()) && roomId.equals(text("roomId"));
    }

    /** The {@code messages} of a history or a batch, each as it would have come alone. */
    public List<JsonNode> messages() {
        List<JsonNode> list = new ArrayList<>();
        json.path("messages").forEach(list::add);
        return list;
    }

    public List<Long> offsets() {
        return messages().stream().map(m -> m.path("offset").asLong(-1)).toList();
    }

    @Override
    public String toString() {
        return text.length() <= 600 ? text : text.substring(0, 600) + "… (" + text.length() + " chars)";
    }
}
