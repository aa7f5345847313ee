package dev.roomcast.auth;

/**
 * Whether a text can be a signed token at all: three parts of base64url, each written in the one way there is. Looked at
 * before anything is decoded or any cryptography is done. Decoders skip characters that are not base64url and bits that
 * the last character has too many, so that a changed token would still be good. Allocates nothing.
 */
final class TokenShape {

    /** Characters of a token beyond which it is not read at all. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final int PARTS = 3;

    private TokenShape() {}

    static boolean isSigned(String token) {
        if (token == null || token.length() > MAX_LENGTH) {
            return false;
        }
        int parts = 0;
        int start = 0;
        int length = token.length();
        int last = 0;
        for (int i = 0; i <= length; i++) {
            char c = i == length ? '.' : token.charAt(i);
            if (c != '.') {
                last = sextet(c);
                if (last < 0) {
                    return false;
                }
            } else if (++parts > PARTS || !isWhole(i - start, last)) {
                return false;
            } else {
                start = i + 1;
            }
        }
        return parts == PARTS;
    }

    /** Whether that many characters make bytes, with no bits left over that are not zero. */
    private static boolean isWhole(int characters, int last) {
        return switch (characters % 4) {
            case 0 -> characters > 0;
            case 2 -> (last & 0b1111) == 0;
            case 3 -> (last & 0b11) == 0;
            default -> false;
        };
    }

    private static int sextet(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '-' ? 62 : c == '_' ? 63 : -1;
    }
}
