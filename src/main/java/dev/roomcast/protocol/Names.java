package dev.roomcast.protocol;

import java.text.Normalizer;

/** Which strings may be a room id, a user id, a message id or a user name. Lengths count code points. */
public final class Names {

    /** Code points of a room id, a user id or a message id. */
    public static final int MAX_ID = 128;

    /** Code points of a user name. */
    public static final int MAX_USERNAME = 64;

    /** Code points of a request's {@code id}. */
    public static final int MAX_REQUEST_ID = 64;

    /** How the id of every guest begins, and of nobody else. */
    public static final String GUEST_PREFIX = "guest:";

    private Names() {}

    /** Letters, marks and digits of any script, {@code . _ - : @}, 1 to 128 code points, in NFC. */
    public static boolean isRoomId(String id) {
        int length = id.length();
        if (length == 0 || length > 2 * MAX_ID) {
            return false;
        }
        boolean ascii = true;
        int codePoints = 0;
        for (int i = 0; i < length; ) {
            int c = id.codePointAt(i);
            if (!isRoomIdCodePoint(c) || ++codePoints > MAX_ID) {
                return false;
            }
            ascii &= c < 0x80;
            i += Character.charCount(c);
        }
        return ascii || Normalizer.isNormalized(id, Normalizer.Form.NFC);
    }

    private static boolean isRoomIdCodePoint(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-'
                    || c == ':'
                    || c == '@';
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER -> true;
            default -> false;
        };
    }

    /** A user id or a message id: 1 to 128 code points that a person can see. */
    public static boolean isId(String id) {
        return isPlain(id, MAX_ID);
    }

    /** A user name: 1 to 64 code points that a person can see. */
    public static boolean isUsername(String name) {
        return isPlain(name, MAX_USERNAME);
    }

    /** A request's {@code id}: at most 64 code points. */
    public static boolean isRequestId(String id) {
        return id.length() <= 2 * MAX_REQUEST_ID && id.codePointCount(0, id.length()) <= MAX_REQUEST_ID;
    }

    /** 1 to {@code max} code points, no control character, nothing that turns the direction of text, no half surrogate. */
    private static boolean isPlain(String text, int max) {
        int length = text.length();
        if (length == 0 || length > 2 * max) {
            return false;
        }
        int codePoints = 0;
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            if (Character.isISOControl(c) || turnsDirection(c) || isSurrogate(c) || ++codePoints > max) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /** The embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9, section 2). */
    private static boolean turnsDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /** Whether a string has a surrogate without its other half. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return true;
            }
        }
        return false;
    }
}
