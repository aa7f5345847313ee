package dev.roomcast.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what the scripts put together: words and numbers, each with a blank or the end of the line behind it, and bytes as
 * they are. Whatever does not fit is a {@link RuntimeException}.
 */
final class Lines {

    private final byte[] bytes;
    private int at;

    /** Begins at an index of those bytes. */
    Lines(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    boolean isThrough() {
        return at >= bytes.length;
    }

    /** What comes before the next blank or end of a line, US-ASCII. */
    String word() {
        int from = at;
        while (!isThrough() && bytes[at] != ' ' && bytes[at] != '\n') {
            at++;
        }
        return new String(bytes, from, at++ - from, StandardCharsets.US_ASCII);
    }

    /** The same as a decimal number. */
    long number() {
        int sign = bytes[at] == '-' ? -1 : 1;
        if (sign < 0) {
            at++;
        }
        long number = 0;
        int from = at;
        for (; !isThrough() && bytes[at] != ' ' && bytes[at] != '\n'; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                throw new NumberFormatException("no digit at " + at);
            }
            number = 10 * number + bytes[at] - '0';
        }
        if (at == from) {
            throw new NumberFormatException("no number at " + at);
        }
        at++;
        return sign * number;
    }

    /** The rest of the line, UTF-8. */
    String line() {
        int from = at;
        while (!isThrough() && bytes[at] != '\n') {
            at++;
        }
        return new String(bytes, from, at++ - from, StandardCharsets.UTF_8);
    }

    /** So many bytes as they are. */
    byte[] bytes(long length) {
        if (length < 0 || length > bytes.length - at) {
            throw new IndexOutOfBoundsException(length + " bytes at " + at + " of " + bytes.length);
        }
        int from = at;
        at += (int) length;
        return Arrays.copyOfRange(bytes, from, at);
    }
}
