package dev.roomcast.protocol;

/**
 * Whole numbers in any way that JSON writes them: {@code 5}, {@code 5.0} and {@code 5e0} are the same. Takes time in
 * proportion to the text, whatever the exponent says, and builds no number larger than a long.
 */
public final class WholeNumber {

    /** Digits of {@link Long#MAX_VALUE}. */
    private static final int MAX_DIGITS = 19;

    /** Exponents are cut off here: far past what any frame's digits could make up for, far from an int's end. */
    private static final int MAX_EXPONENT = 1_000_000_000;

    private WholeNumber() {}

    /**
     * Reads a JSON number.
     *
     * @param number as JSON's grammar has it
     * @return the number, or the nearest that a long holds; null where it is not whole
     */
    public static Long parse(String number) {
        boolean negative = number.charAt(0) == '-';
        int exponentAt = exponentAt(number);
        int pointAt = number.indexOf('.');
        StringBuilder digits = new StringBuilder(exponentAt);
        long exponent = exponentAt == number.length() ? 0 : exponent(number, exponentAt + 1);
        for (int i = negative ? 1 : 0; i < exponentAt; i++) {
            if (i != pointAt) {
                digits.append(number.charAt(i));
            }
        }
        if (pointAt >= 0) {
            exponent -= exponentAt - pointAt - 1;
        }
        return value(negative, digits, exponent);
    }

    private static int exponentAt(String number) {
        int at = number.indexOf('e');
        if (at < 0) {
            at = number.indexOf('E');
        }
        return at < 0 ? number.length() : at;
    }

    private static long exponent(String number, int from) {
        boolean negative = number.charAt(from) == '-';
        long exponent = 0;
        for (int i = negative || number.charAt(from) == '+' ? from + 1 : from; i < number.length(); i++) {
            exponent = Math.min(MAX_EXPONENT, exponent * 10 + number.charAt(i) - '0');
        }
        return negative ? -exponent : exponent;
    }

    private static Long value(boolean negative, StringBuilder digits, long exponent) {
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        if (first == digits.length()) {
            return 0L;
        }
        int end = digits.length();
        long zeros = exponent;
        while (digits.charAt(end - 1) == '0') {
            end--;
            zeros++;
        }
        if (zeros < 0) {
            return null;
        }
        long most = negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (end - first + zeros > MAX_DIGITS) {
            return most;
        }
        String whole = (negative ? "-" : "") + digits.substring(first, end) + "0".repeat((int) zeros);
        try {
            return Long.parseLong(whole);
        } catch (NumberFormatException tooLarge) {
            return most;
        }
    }
}
