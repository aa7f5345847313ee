package dev.roomcast.webhooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;

import dev.roomcast.broker.EventQueue.Member;
import dev.roomcast.broker.EventQueue.Queued;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.Timestamps;

/** The body of a request. */
final class Payload {

    private static final JsonFactory JSON = new JsonFactory();

    private Payload() {}

    /** UTF-8 JSON. */
    static byte[] of(Batch batch) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(4096)) {
            try (JsonGenerator out = JSON.createGenerator(bytes)) {
                out.writeStartObject();
                if (batch.dropped() > 0) {
                    out.writeNumberField("dropped", batch.dropped());
                }
                out.writeArrayFieldStart("events");
                for (Queued event : batch.events()) {
                    write(out, event);
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException cannotHappenInMemory) {
            throw new IllegalStateException(cannotHappenInMemory);
        }
    }

    private static void write(JsonGenerator out, Queued event) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", event.id());
        out.writeStringField("type", event.kind().wireName());
        out.writeStringField("roomId", event.room());
        out.writeStringField("timestamp", Timestamps.format(event.time()));
        if (event.epoch() != null) {
            out.writeStringField("epoch", event.epoch());
            out.writeNumberField("offset", event.offset());
        }
        if (event.head() != null) {
            out.writeFieldName("message");
            byte[] json = Event.complete(event.head(), event.offset(), event.time(), event.content());
            out.writeRawValue(new String(json, StandardCharsets.UTF_8));
        }
        if (event.member() != null) {
            write(out, event.member());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Member member) throws IOException {
        out.writeObjectFieldStart("user");
        out.writeStringField("id", member.user().id());
        out.writeStringField("username", member.user().username());
        if (member.user().guest()) {
            out.writeBooleanField("guest", true);
        }
        out.writeEndObject();
        out.writeStringField("connectionId", member.connectionId());
        out.writeNumberField("memberCount", member.memberCount());
        if (member.reason() != null) {
            out.writeStringField("reason", member.reason());
        }
    }
}
