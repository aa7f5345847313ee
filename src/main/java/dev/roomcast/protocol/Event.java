package dev.roomcast.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;

/**
 * An entry of a room's log as JSON: {@code room-message}, {@code chat-message} or {@code message-deleted}. It is written
 * in three pieces, since its offset is known only to the store: a head before the offset, the offset and time, and the
 * content last, so that a deletion can take the content away and leave the rest.
 */
public final class Event {

    private static final byte[] OFFSET = ",\"offset\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMESTAMP = ",\"timestamp\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT = "\",\"content\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETED = "\",\"deleted\":true}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

    /** Bytes that offset, time and the names around them add to head and content. */
    public static final int OVERHEAD = 96;

    private Event() {}

    /** The head of a message. */
    public static byte[] messageHead(MessageType type, String roomId, UserRef user, String messageId) {
        return head(type.wireName(), roomId, user, messageId, null);
    }

    /**
     * The head of a deletion.
     *
     * @param target offset of the message that is deleted
     */
    public static byte[] deletionHead(String roomId, UserRef user, String messageId, long target) {
        return head("message-deleted", roomId, user, messageId, target);
    }

    private static byte[] head(String type, String roomId, UserRef user, String messageId, Long target) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
                out.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
                out.writeStartObject();
                out.writeStringField("type", type);
                out.writeStringField("roomId", roomId);
                Write.user(out, "user", user, null);
                out.writeStringField("messageId", messageId);
                if (target != null) {
                    out.writeNumberField("target", target);
                }
            }
            return bytes.toByteArray();
        } catch (IOException cannotHappenInMemory) {
            throw new IllegalStateException(cannotHappenInMemory);
        }
    }

    /**
     * The whole entry.
     *
     * @param head from {@link #messageHead} or {@link #deletionHead}
     * @param content UTF-8 JSON, or null for a deletion
     */
    public static byte[] complete(byte[] head, long offset, long timestamp, byte[] content) {
        return content == null
                ? join(head, offset, timestamp, END, null)
                : join(head, offset, timestamp, CONTENT, content);
    }

    /** What is left of a deleted message. */
    public static byte[] tombstone(byte[] head, long offset, long timestamp) {
        return join(head, offset, timestamp, DELETED, null);
    }

    private static byte[] join(byte[] head, long offset, long timestamp, byte[] separator, byte[] content) {
        byte[] number = Long.toString(offset).getBytes(StandardCharsets.US_ASCII);
        byte[] time = Timestamps.format(timestamp).getBytes(StandardCharsets.US_ASCII);
        int contentLength = content == null ? 0 : content.length + 1;
        byte[] json = new byte
                [head.length
                        + OFFSET.length
                        + number.length
                        + TIMESTAMP.length
                        + time.length
                        + separator.length
                        + contentLength];
        int at = put(head, json, 0);
        at = put(OFFSET, json, at);
        at = put(number, json, at);
        at = put(TIMESTAMP, json, at);
        at = put(time, json, at);
        at = put(separator, json, at);
        if (content != null) {
            at = put(content, json, at);
            json[at] = '}';
        }
        return json;
    }

    private static int put(byte[] piece, byte[] into, int at) {
        System.arraycopy(piece, 0, into, at, piece.length);
        return at + piece.length;
    }
}
