package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/**
 * What a message carries: a mark that stands nowhere else in any of the protocols, and numbers of fixed width behind it.
 * So a delivery is found by one search for one byte, whatever JSON is around it, and read without parsing.
 *
 * <p>The numbers are written with the letters {@code a} to {@code p}, four bits each: no encoder escapes them, and eight
 * of them are read with one load.
 */
public final class Payload {

    /** Begins every payload. */
    public static final byte MARK = '~';

    /** Bytes of the shortest payload: the mark and its numbers. */
    public static final int MIN_LENGTH = 49;

    private static final int ROOM = 1;
    private static final int SENDER = 9;
    private static final int SEQUENCE = 17;
    private static final int NUMBER = 25;
    private static final int SENT_AT = 33;

    /** More than the 32 KiB that a compressor looks back, or it would find each message in one before. */
    private static final int FILLER_LENGTH = 1 << 20;

    /** Text, not one letter over and over: compression has to work for what it gains. */
    private static final String FILLER = filler();

    private final int length;

    /**
     * @param length bytes of each payload, at least {@link #MIN_LENGTH}
     */
    public Payload(int length) {
        if (length < MIN_LENGTH) {
            throw new IllegalArgumentException("A payload has at least " + MIN_LENGTH + " bytes, not " + length);
        }
        this.length = length;
    }

    /** Bytes of each payload. */
    public int length() {
        return length;
    }

    /**
     * A message as it is sent.
     *
     * @param room number of the room
     * @param sender index of the sender among the room's senders
     * @param sequence how many messages this sender sent to this room before
     * @param number number of the message among all of this load
     * @param sentAt {@link System#nanoTime()} now
     */
    public String text(int room, int sender, int sequence, int number, long sentAt) {
        StringBuilder text = new StringBuilder(length).append((char) MARK);
        append(text, room);
        append(text, sender);
        append(text, sequence);
        append(text, number);
        append(text, (int) (sentAt >>> 32));
        append(text, (int) sentAt);
        int start = number * 0x9e3779b1 >>> 12;
        while (text.length() < length) {
            int take = Math.min(length - text.length(), FILLER.length() - start);
            text.append(FILLER, start, start + take);
            start = 0;
        }
        return text.toString();
    }

    /** Number of the room of the payload whose mark is at {@code at}. */
    public static int room(ByteBuf in, int at) {
        return read(in, at + ROOM);
    }

    /** Index of the sender of the payload whose mark is at {@code at}. */
    public static int sender(ByteBuf in, int at) {
        return read(in, at + SENDER);
    }

    /** The sender's count in the payload whose mark is at {@code at}. */
    public static int sequence(ByteBuf in, int at) {
        return read(in, at + SEQUENCE);
    }

    /** Number of the message whose mark is at {@code at}. */
    public static int number(ByteBuf in, int at) {
        return read(in, at + NUMBER);
    }

    /** {@link System#nanoTime()} of the sending of the message whose mark is at {@code at}. */
    public static long sentAt(ByteBuf in, int at) {
        return (long) read(in, at + SENT_AT) << 32 | read(in, at + SENT_AT + 8) & 0xffffffffL;
    }

    private static void append(StringBuilder text, int value) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            text.append((char) ('a' + (value >>> shift & 15)));
        }
    }

    private static int read(ByteBuf in, int at) {
        long letters = in.getLong(at) - 0x6161616161616161L;
        letters = (letters | letters >>> 4) & 0x00ff00ff00ff00ffL;
        letters = (letters | letters >>> 8) & 0x0000ffff0000ffffL;
        return (int) (letters | letters >>> 16);
    }

    private static String filler() {
        String[] words = {
            "room", "light", "seven", "quick", "meeting", "lunch", "tomorrow", "please", "the", "of", "and", "agree",
            "where", "river", "number", "thanks", "later", "maybe", "green", "window", "order", "paper", "ship", "call"
        };
        StringBuilder text = new StringBuilder();
        int next = 12345;
        while (text.length() < FILLER_LENGTH) {
            next = next * 1_103_515_245 + 12_345;
            text.append(words[(next >>> 16) % words.length]).append(' ');
        }
        return text.toString();
    }
}
