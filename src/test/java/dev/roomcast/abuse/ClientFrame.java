package dev.roomcast.abuse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.roomcast.testing.Json;

/** Bytes of frames that a client sends, sound or not. */
public final class ClientFrame {

    public static final int FIN = 0x80;
    public static final int RSV1 = 0x40;
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int CLOSE = 8;
    public static final int PING = 9;

    private static final byte[] MASK = {0x5a, 0x17, 0x2c, 0x61};

    private ClientFrame() {}

    /**
     * A masked frame.
     *
     * @param firstByte fin, reserved bits and opcode
     */
    public static byte[] of(int firstByte, byte[] payload) {
        byte[] header = header(firstByte, true, payload.length);
        ByteBuffer frame = ByteBuffer.allocate(header.length + MASK.length + payload.length);
        frame.put(header).put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        return frame.array();
    }

    /** A frame's first bytes: flags, opcode, and a length in its shortest form. */
    public static byte[] header(int firstByte, boolean masked, long length) {
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            return new byte[] {(byte) firstByte, (byte) (mask | (int) length)};
        }
        if (length < 65_536) {
            return ByteBuffer.allocate(4)
                    .put((byte) firstByte)
                    .put((byte) (mask | 126))
                    .putShort((short) length)
                    .array();
        }
        return ByteBuffer.allocate(10)
                .put((byte) firstByte)
                .put((byte) (mask | 127))
                .putLong(length)
                .array();
    }

    /** A whole text message. */
    public static byte[] text(String text) {
        return of(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A request of these fields, names and values in turn. */
    public static byte[] request(String type, Object... fields) {
        return text(json(type, fields));
    }

    /** The same inside {@code compressed}. */
    public static byte[] compressed(String type, Object... fields) {
        return request("compressed", "data", Json.pack(json(type, fields)));
    }

    private static String json(String type, Object... fields) {
        return Json.object("type", type).setAll(Json.object(fields)).toString();
    }

    /** A close frame with code 1000. */
    public static byte[] close() {
        return of(FIN | CLOSE, new byte[] {0x03, (byte) 0xe8});
    }

    /** One after another, to be sent as one. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The same so many times. */
    public static byte[] times(int times, byte[] frame) {
        ByteBuffer all = ByteBuffer.allocate(times * frame.length);
        for (int i = 0; i < times; i++) {
            all.put(frame);
        }
        return all.array();
    }
}
