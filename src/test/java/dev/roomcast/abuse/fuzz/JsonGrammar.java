package dev.roomcast.abuse.fuzz;

import java.util.Locale;

/** JSON text: values that are sound, odd, or no JSON at all. */
final class JsonGrammar {

    private static final int LONGEST = 60_000;

    private final Dice dice;

    JsonGrammar(Dice dice) {
        this.dice = dice;
    }

    /** A value that a client might mean. */
    String sound(int depth) {
        return switch (dice.below(depth > 3 ? 5 : 7)) {
            case 0 -> quoted("hello " + dice.below(100));
            case 1 -> "" + dice.below(1_000);
            case 2 -> dice.of("true", "false");
            case 3 -> quoted(dice.of("", "é", "日本語", "😀", "a\\nb", "\\u00e9", "\\ud83d\\ude00"));
            case 4 -> dice.of("1.5", "-3", "1e2", "0.1E-2", "5.0");
            case 5 -> "[" + sound(depth + 1) + "," + sound(depth + 1) + "]";
            default -> "{\"a\":" + sound(depth + 1) + ",\"b\":" + sound(depth + 1) + "}";
        };
    }

    /** Any value, of any kind; often not JSON. */
    String hostile() {
        return switch (dice.below(14)) {
            case 0 -> "null";
            case 1 -> number();
            case 2 -> quoted(string());
            case 3 -> nested("[", "]");
            case 4 -> nested("{\"a\":", "}");
            case 5 -> "{\"a\":1,\"a\":2,\"a\":" + sound(0) + "}";
            case 6 ->
                dice.of("NaN", "Infinity", "-Infinity", "undefined", "'x'", "0x10", "01", "+1", ".5", "5.", "--1");
            case 7 -> dice.of("[1,]", "{\"a\":}", "{,}", "[", "{", "]", "}", ":", "\"", "\\", "/* c */1", "1//c");
            case 8 -> "{\"__proto__\":{\"x\":1},\"constructor\":1,\"@class\":\"x.Y\",\"@type\":\"x.Y\"}";
            case 9 -> "{" + quoted(string()) + ":" + sound(0) + "}";
            case 10 -> quoted("x".repeat(dice.below(dice.percent(5) ? LONGEST : 2_000)));
            case 11 -> "[" + "1,".repeat(dice.below(2_000)) + "1]";
            case 12 -> dice.of("true", "false", "[]", "{}", "\"\"", "[[]]", "[null]", "{\"\":null}");
            default -> sound(0);
        };
    }

    String number() {
        return switch (dice.below(9)) {
            case 0 -> "" + (dice.below(2_000) - 1_000);
            case 1 -> dice.of("2147483647", "2147483648", "-2147483649", "4294967296");
            case 2 -> dice.of("9223372036854775807", "9223372036854775808", "-9223372036854775809");
            case 3 -> dice.of("1e400", "-1e400", "1e-400", "1e2147483647", "1e-2147483648", "1E99999999999");
            case 4 -> "9".repeat(1 + dice.below(1_200));
            case 5 -> "0." + "0".repeat(dice.below(1_200)) + "1";
            case 6 -> dice.of("-0", "0.0", "-0.0", "0e0", "5.0", "5e0", "50e-1", "1e1", "5.5");
            case 7 -> dice.of("1e15", "9007199254740993", "9007199254740993.0", "1e18", "1e19");
            default -> "1" + "0".repeat(dice.below(40)) + ".0";
        };
    }

    /** What stands between quotes: escaped as JSON wants it, or not. */
    String string() {
        return switch (dice.below(12)) {
            case 0 -> dice.of("\\ud800", "\\udc00", "\\udc00\\ud800", "a\\ud800b", "\\uD83D", "\\ud83d\\ud83d");
            case 1 -> dice.of("\\u0000", "\\u001f", "\\u007f", "\\u0080", "\\u2028", "\\ufeff", "\\uffff", "\\ufffe");
            case 2 -> dice.of("\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\u2060", "\u061c", "\u00ad", "\u034f");
            case 3 -> dice.of("e\u0301", "\u1100\u1161", "\ufb01", "\u212b", "\u0344", "a\u0301\u0323");
            case 4 -> dice.of("\\x", "\\u12", "\\u12g4", "\\", "\\'", "\\u{41}", "\\0");
            case 5 -> dice.of("\t", "\n", "\u0001", "\u0000", "\u007f");
            case 6 -> new String(Character.toChars(0x1F600)).repeat(1 + dice.below(200));
            case 7 -> "a\u0301".repeat(dice.below(200));
            case 8 -> "x".repeat(1 + dice.below(300));
            case 9 ->
                dice.of("../../etc/passwd", "%00", "%2e%2e", "{user}", "${env}", "room:{x}:meta", "*", "?", "[a-z]");
            case 10 -> dice.of("<script>", "' or 1=1", "\\\" , \\\"type\\\": \\\"", "\\r\\nX: y", "%0d%0a");
            default -> randomText();
        };
    }

    private String randomText() {
        StringBuilder text = new StringBuilder();
        for (int i = dice.below(40); i >= 0; i--) {
            int codePoint = dice.below(dice.of(128, 0x800, 0xd800, 0x110000));
            if (codePoint >= 0x20 && codePoint != '"' && codePoint != '\\' && (codePoint & 0x1ff800) != 0xd800) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }

    private String nested(String open, String close) {
        int depth = dice.of(2, 10, 60, 61, 62, 63, 64, 65, 66, 200, 2_000, 9_000);
        return open.repeat(depth) + "1" + close.repeat(dice.percent(90) ? depth : depth - 1);
    }

    /** Breaks a text somewhere, or leaves it. */
    String mutated(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int at = dice.below(text.length());
        return switch (dice.below(12)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            case 2 -> text.substring(0, at) + (char) dice.below(128) + text.substring(at);
            case 3 -> text + text;
            case 4 -> "[" + text + "]";
            case 5 -> dice.of(" ", "\n", "\ufeff", "\u0000", "\t", "\u00a0") + text;
            case 6 -> text + dice.of(" ", "x", "}", ",", "\u0000", "//");
            case 7 -> text.substring(at) + text.substring(0, at);
            case 8 -> text.replace('"', '\'');
            case 9 -> text.substring(0, at) + string() + text.substring(at);
            case 10 -> text.replace(",", " , \r\n\t ").replace(":", " : ");
            default -> text.toUpperCase(Locale.ROOT);
        };
    }

    static String quoted(String inside) {
        return '"' + inside + '"';
    }
}
