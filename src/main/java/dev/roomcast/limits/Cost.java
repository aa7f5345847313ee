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
    /** Reads of a room's past; one for each hundred messages asked for, or part of it. */
    HISTORY_READS,
    /** Pages of lists; one for each hundred rows asked for, or part of it. */
    LIST_READS,
    /** Attempts to sign in by message. */
    SIGN_INS,
    /** Changes of a guest's name; one for itself and one for each room that has to hear of it. */
    RENAMES;

    /** How many there are. */
    static final int COUNT = values().length;

    /** Its name in metrics, such as {@code news-bytes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
