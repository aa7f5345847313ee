package dev.roomcast.protocol;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as the wire has them: ISO-8601, UTC, always with milliseconds. */
public final class Timestamps {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static volatile Formatted last = new Formatted(0, "1970-01-01T00:00:00.000Z");

    private Timestamps() {}

    /**
     * Formats a time. Many messages share a millisecond, so the last result is kept.
     *
     * @param epochMillis milliseconds since 1970
     */
    public static String format(long epochMillis) {
        Formatted known = last;
        if (known.millis == epochMillis) {
            return known.text;
        }
        String text = FORMAT.format(Instant.ofEpochMilli(epochMillis));
        last = new Formatted(epochMillis, text);
        return text;
    }

    private record Formatted(long millis, String text) {}
}
