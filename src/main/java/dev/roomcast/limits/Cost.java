package dev.roomcast.limits;

import java.util.Locale;

/** What requests are charged for. */
public enum Cost {
    /** Messages, whatever they are; also those that are refused. */
    MESSAGES,
    /** Bytes of messages as UTF-8; of a packed one what is inside too. */
    BYTES,
    /** Bytes of content that is not kept and goes to many: {@code chat} and {@code room-signal}. */
    NEWS_BYTES,
    /** Joins of rooms. */
    JOINS,
    /** Rooms opened by {@code create-room}. */
    CREATES,
    /** {@linkplain #reads Reads} of a room's past, by the messages asked for or by {@linkplain #readsOfBytes their bytes}. */
    HISTORY_READS,
    /** {@linkplain #reads Reads} of lists, by the rows asked for. */
    LIST_READS,
    /** Attempts to sign in by message. */
    SIGN_INS,
    /** Changes of a guest's name; one for itself and one for each room that has to hear of it. */
    RENAMES;

    /** How many there are. */
    static final int COUNT = values().length;

    private static final int ROWS_OF_A_READ = 100;

    /** A hundred messages of 160 bytes: more than people write on average. */
    private static final int BYTES_OF_A_READ = 16 * 1_024;

    /** As how many reads a page of so many rows counts: one for each hundred, or part of it; 0 for none. */
    public static long reads(long rows) {
        return (rows + ROWS_OF_A_READ - 1) / ROWS_OF_A_READ;
    }

    /** As how many reads so many bytes of a past count, where that is more than its messages do: one for each 16 KiB. */
    public static long readsOfBytes(long bytes) {
        return bytes / BYTES_OF_A_READ;
    }

    /** Its name in metrics, such as {@code news-bytes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
