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

    /** Letters, marks and digits of any script that can be seen, {@code . _ - : @}, 1 to 128 code points, in NFC. */
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
        if (isInvisible(c) || isVariationSelector(c)) {
            return false;
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

    /**
     * 1 to {@code max} code points, no control character, nothing that is invisible or turns the direction of text, no half
     * surrogate.
     */
    private static boolean isPlain(String text, int max) {
        int length = text.length();
        if (length == 0 || length > 2 * max) {
            return false;
        }
        int codePoints = 0;
        int before = 'a';
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            if (!isPlain(c) || (isVariationSelector(c) && !isSymbol(before)) || ++codePoints > max) {
                return false;
            }
            before = c;
            i += Character.charCount(c);
        }
        return true;
    }

    /** Says how the character before is to be drawn. Keyboards put it behind emoji; behind a letter nobody sees it. */
    private static boolean isVariationSelector(int c) {
        return c >= 0xFE00 && c <= 0xFE0F;
    }

    private static boolean isSymbol(int c) {
        return switch (Character.getType(c)) {
            case Character.OTHER_SYMBOL, Character.MATH_SYMBOL, Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isPlain(int c) {
        if (c < 0x80) {
            return c >= 0x20 && c != 0x7F;
        }
        return !Character.isISOControl(c) && !turnsDirection(c) && !isInvisible(c) && !isSurrogate(c);
    }

    /** The marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9, section 2). */
    private static boolean turnsDirection(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /**
     * What has no width of its own, so that two names with and without it look the same: zero-width space, word joiner, the
     * invisible operators, byte order mark, soft hyphen, combining grapheme joiner, the fillers of Hangul, line and
     * paragraph separators, interlinear annotation marks, and the tag characters. Zero-width joiner and non-joiner too:
     * some scripts and emoji use them, but nobody can see whether a name has one.
     */
    private static boolean isInvisible(int c) {
        return switch (c) {
            case 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0 -> true;
            default ->
                (c >= 0x200B && c <= 0x200D)
                        || c == 0x2028
                        || c == 0x2029
                        || (c >= 0x2060 && c <= 0x2065)
                        || (c >= 0x206A && c <= 0x206F)
                        || (c >= 0xFFF9 && c <= 0xFFFB)
                        || (c >= 0xE0000 && c <= 0xE0FFF);
        };
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
