package dev.roomcast.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;

/** Writes what the server says as UTF-8 JSON. Stateless, to be called on any thread. */
public final class MessageWriter {

    /** Bytes that everything in a {@code message-history} but its messages takes at most. */
    private static final int HISTORY_OVERHEAD = 2_048;

    /** Bytes that the head of a message takes as a rule, to begin with. */
    private static final int HEAD_BYTES = 256;

    /** Bytes of one part of a {@code message-history} at most. */
    public static final int HISTORY_PART_BYTES = 256 * 1_024;

    /** Bytes of the messages in one part, and so of the largest message there can be. */
    public static final int HISTORY_EVENT_BYTES = HISTORY_PART_BYTES - HISTORY_OVERHEAD;

    private MessageWriter() {}

    /** The message without an id: an event. */
    public static byte[] write(ServerMessage message) {
        return write(message, null);
    }

    /**
     * The message as the answer to a request.
     *
     * @param id the request's id, or null
     */
    public static byte[] write(ServerMessage message, String id) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256);
                JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("type", message.type());
            Write.optional(out, "id", id);
            message.writeFields(out);
            out.writeEndObject();
            out.close();
            return bytes.toByteArray();
        } catch (IOException cannotHappenInMemory) {
            throw new IllegalStateException(cannotHappenInMemory);
        }
    }

    /** What a part of {@code message-history} says beside its messages; null leaves a field out. */
    public record HistoryPart(
            String id, String roomId, String epoch, Boolean recovered, Boolean hasMore, boolean more) {}

    /** The beginning of a {@code message-history}, which {@link #writeHistoryTail} completes. */
    public static byte[] writeHistoryHead(HistoryPart part) {
        return bytes(
                HEAD_BYTES,
                bytes -> writeHead(bytes, out -> {
                    out.writeStringField("type", "message-history");
                    Write.optional(out, "id", part.id);
                    out.writeStringField("roomId", part.roomId);
                    out.writeStringField("epoch", part.epoch);
                    if (part.recovered != null) {
                        out.writeBooleanField("recovered", part.recovered);
                    }
                    if (part.hasMore != null) {
                        out.writeBooleanField("hasMore", part.hasMore);
                    }
                    if (part.more) {
                        out.writeBooleanField("more", true);
                    }
                }));
    }

    /**
     * The end of a {@code message-history}, the same for whoever is sent these messages.
     *
     * @param events the messages, oldest first, JSON already
     */
    public static byte[] writeHistoryTail(List<byte[]> events) {
        return bytes(sizeOf(events), bytes -> writeTail(bytes, events));
    }

    /** A page of a room's history as the HTTP API has it, around events that are JSON already, oldest first. */
    public static byte[] writePage(String epoch, boolean hasMore, List<byte[]> events) {
        return around(events, out -> {
            out.writeStringField("epoch", epoch);
            out.writeBooleanField("hasMore", hasMore);
        });
    }

    /** A {@code message-batch} around events of one room that are JSON already, oldest first. */
    public static byte[] writeBatch(String roomId, long timestamp, List<byte[]> events) {
        return around(events, out -> {
            out.writeStringField("type", "message-batch");
            out.writeStringField("roomId", roomId);
            Write.time(out, "timestamp", timestamp);
        });
    }

    private static byte[] around(List<byte[]> events, Fields fields) {
        return bytes(HEAD_BYTES + sizeOf(events), bytes -> {
            writeHead(bytes, fields);
            writeTail(bytes, events);
        });
    }

    private static byte[] bytes(int size, Piece piece) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(size)) {
            piece.write(bytes);
            return bytes.toByteArray();
        } catch (IOException cannotHappenInMemory) {
            throw new IllegalStateException(cannotHappenInMemory);
        }
    }

    private static void writeHead(ByteArrayBuilder bytes, Fields fields) throws IOException {
        try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            out.writeStartObject();
            fields.write(out);
        }
        bytes.write(MESSAGES);
    }

    private static void writeTail(ByteArrayBuilder bytes, List<byte[]> events) {
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                bytes.append(',');
            }
            bytes.write(events.get(i));
        }
        bytes.append(']');
        bytes.append('}');
    }

    /** Bytes of what {@link #writeTail} writes, at most. */
    private static int sizeOf(List<byte[]> events) {
        int size = 2;
        for (byte[] event : events) {
            size += event.length + 1;
        }
        return size;
    }

    private static final byte[] MESSAGES = ",\"messages\":[".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] COMPRESSED_HEAD =
            "{\"type\":\"compressed\",\"data\":\"".getBytes(StandardCharsets.US_ASCII);

    /** A {@code compressed} frame around what gzip made of another frame. */
    public static byte[] writeCompressed(byte[] gzip) {
        byte[] data = Base64.getEncoder().encode(gzip);
        byte[] frame = new byte[COMPRESSED_HEAD.length + data.length + 2];
        System.arraycopy(COMPRESSED_HEAD, 0, frame, 0, COMPRESSED_HEAD.length);
        System.arraycopy(data, 0, frame, COMPRESSED_HEAD.length, data.length);
        frame[frame.length - 2] = '"';
        frame[frame.length - 1] = '}';
        return frame;
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    @FunctionalInterface
    private interface Piece {
        void write(ByteArrayBuilder bytes) throws IOException;
    }
}
