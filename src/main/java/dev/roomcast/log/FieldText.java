package dev.roomcast.log;

/** Makes of a value what may stand in a log line. */
final class FieldText {

    /** Characters kept of a value; user agents and names are shorter. */
    static final int MAX_LENGTH = 256;

    private static final char REPLACEMENT = '\uFFFD';

    private FieldText() {}

    /** The value with nothing in it that ends a line, moves a terminal's cursor or turns the direction of text. */
    static String of(Object value) {
        String text = value.toString();
        int length = Math.min(text.length(), MAX_LENGTH);
        StringBuilder safe = null;
        for (int i = 0; i < length; i++) {
            if (isUnsafe(text.charAt(i))) {
                if (safe == null) {
                    safe = new StringBuilder(length).append(text, 0, i);
                }
                safe.append(REPLACEMENT);
            } else if (safe != null) {
                safe.append(text.charAt(i));
            }
        }
        if (safe != null) {
            return length < text.length() ? safe.append('…').toString() : safe.toString();
        }
        return length < text.length() ? text.substring(0, length) + '…' : text;
    }

    private static boolean isUnsafe(char c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
