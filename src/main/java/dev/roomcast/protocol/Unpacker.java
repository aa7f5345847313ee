package dev.roomcast.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** Opens the {@code data} of a {@code compressed} message: base64 of gzip of UTF-8, counted as it unpacks. */
final class Unpacker {

    private Unpacker() {}

    /** The bytes inside; null where they are more than {@code maxBytes}. */
    static byte[] unpack(String data, int maxBytes, String id) throws BadMessageException {
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException notBase64) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, "data", id);
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] bytes = in.readNBytes(maxBytes);
            return bytes.length == maxBytes && in.read() >= 0 ? null : bytes;
        } catch (IOException notGzip) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, "data", id);
        }
    }

    /** The text that the bytes are. */
    static String text(byte[] bytes, String id) throws BadMessageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new BadMessageException(ErrorCode.BAD_JSON, null, id);
        }
    }
}
