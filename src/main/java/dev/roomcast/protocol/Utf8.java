package dev.roomcast.protocol;

/** How long text is as UTF-8. */
public final class Utf8 {

    private Utf8() {}

    /** Bytes of UTF-8 that the text takes; half of a surrogate pair counts as two. Allocates nothing. */
    public static int length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A surrogate pair is four bytes of UTF-8 and two chars: one more for each.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
