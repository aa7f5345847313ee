package dev.roomcast.protocol;

import java.util.Locale;
import java.util.Optional;

/** What one may do in a room. The wire name is the constant's name in small letters. */
public enum Right {
    /** Be a member and receive what is live. */
    JOIN,
    /** Read what was said before. */
    HISTORY,
    /** Publish and signal. */
    WRITE,
    /** See the members, and hear of their coming and going. */
    PRESENCE,
    /** Delete what others wrote, and kick. */
    MODERATE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name that tokens and errors use. */
    public String wireName() {
        return wireName;
    }

    /** The right of that wire name; empty where there is none. */
    public static Optional<Right> of(String wireName) {
        for (Right right : values()) {
            if (right.wireName.equals(wireName)) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }
}
