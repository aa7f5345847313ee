package dev.roomcast.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** Unpacks {@code compressed} frames. */
final class Unpack {

    private Unpack() {}

    /**
     * Base64 of gzip into the bytes inside.
     *
     * @throws IOException where it is no such thing, or has more bytes than that
     */
    static byte[] unpack(String data, int maxBytes) throws IOException {
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new IOException("not base64", e);
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] unpacked = in.readNBytes(maxBytes + 1);
            if (unpacked.length > maxBytes) {
                throw new IOException("a frame of more than " + maxBytes + " bytes");
            }
            return unpacked;
        }
    }
}
