package dev.roomcast.bench.client;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

import dev.roomcast.bench.client.Protocol.Offsets;

/** Finds in the bytes of JSON the few things that the load generator needs, where they lie. */
final class Text {

    /** {@code "offset"} as the eight bytes that it happens to be. */
    private static final long OFFSET = 0x226f666673657422L;

    /** Bytes of the field's name, quotes and colon. */
    private static final int NAME = 9;

    /**
     * How far from the payload the last offset stood. Servers write one layout, so the next one stands there too, and
     * nothing has to be searched. Only the event loop uses it.
     */
    private static int hint;

    private Text() {}

    /**
     * Hands every payload between {@code from} and {@code to} to the listener. A message that lacks the offset that it
     * should have is handed over as refused.
     *
     * @return whether there was one
     */
    static boolean deliveries(Client client, ByteBuf in, int from, int to, Offsets offsets) {
        int at = in.indexOf(from, to, Payload.MARK);
        if (at < 0) {
            return false;
        }
        int length = client.payloadLength();
        int last = from;
        while (at >= 0) {
            int end = at + length;
            if (offsets == Offsets.NONE) {
                client.listener().delivered(in, at, -1, client.readAt());
            } else {
                int field = offsets == Offsets.BEFORE ? before(in, last, at) : behind(in, end, to);
                if (field < 0) {
                    client.listener().refused("a message without an offset");
                } else {
                    client.listener().delivered(in, at, number(in, field + NAME), client.readAt());
                }
            }
            last = end;
            at = end < to ? in.indexOf(end, to, Payload.MARK) : -1;
        }
        return true;
    }

    private static int behind(ByteBuf in, int end, int to) {
        if (end + hint + NAME <= to && in.getLong(end + hint) == OFFSET) {
            return end + hint;
        }
        for (int i = end; i + NAME <= to; i++) {
            if (in.getLong(i) == OFFSET) {
                hint = i - end;
                return i;
            }
        }
        return -1;
    }

    private static int before(ByteBuf in, int last, int at) {
        if (at - hint >= last && in.getLong(at - hint) == OFFSET) {
            return at - hint;
        }
        for (int i = at - NAME; i >= last; i--) {
            if (in.getLong(i) == OFFSET) {
                hint = at - i;
                return i;
            }
        }
        return -1;
    }

    /** The decimal number at {@code at}. */
    static long number(ByteBuf in, int at) {
        long value = 0;
        for (int i = at; ; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return value;
            }
            value = value * 10 + digit;
        }
    }

    /** Whether {@code expected} stands at {@code at}. */
    static boolean at(ByteBuf in, int at, int to, String expected) {
        if (at + expected.length() > to) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (in.getByte(at + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** All of it, for the rare message that is read as a whole. */
    static String all(ByteBuf in, int from, int to) {
        return in.toString(from, to - from, StandardCharsets.UTF_8);
    }

    /** The string value of a field of a message; null where it is not there. */
    static String string(String message, String field) {
        String key = "\"" + field + "\":\"";
        int at = message.indexOf(key);
        return at < 0 ? null : message.substring(at + key.length(), message.indexOf('"', at + key.length()));
    }

    /** The whole number that a field of a message has; -1 where it is not there. */
    static long number(String message, String field) {
        String key = "\"" + field + "\":";
        int at = message.indexOf(key);
        if (at < 0) {
            return -1;
        }
        int from = at + key.length();
        int end = from;
        while (end < message.length() && Character.isDigit(message.charAt(end))) {
            end++;
        }
        return end == from ? -1 : Long.parseLong(message, from, end, 10);
    }
}
