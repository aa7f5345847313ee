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

    static String unpack(String data, int maxBytes, String id) throws BadMessageException {
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException notBase64) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, "data", id);
        }
        byte[] bytes;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            bytes = in.readNBytes(maxBytes);
            if (bytes.length == maxBytes && in.read() >= 0) {
                throw new BadMessageException(ErrorCode.TOO_LARGE, null, id);
            }
        } catch (IOException notGzip) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, "data", id);
        }
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
