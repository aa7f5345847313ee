package dev.roomcast.broker.redis.link;

import java.nio.charset.StandardCharsets;

/** Which of a cluster's slots a key is in: CRC-16/XMODEM of the key, or of what stands in its first braces. */
public final class Slots {

    /** Slots of every cluster. */
    public static final int COUNT = 16_384;

    private static final int POLYNOMIAL = 0x1021;

    private Slots() {}

    /** The slot of a key. */
    public static int of(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open + 1);
        String tag = close > open + 1 ? key.substring(open + 1, close) : key;
        int crc = 0;
        for (byte b : tag.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
        }
        return (crc & 0xffff) % COUNT;
    }
}
