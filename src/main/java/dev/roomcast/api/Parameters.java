package dev.roomcast.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.WholeNumber;

/** Reads what stands in a request's address by the rules that a frame's fields are read by. */
final class Parameters {

    /** Rows of a list where the request does not say. */
    static final int DEFAULT_ROWS = 100;

    /** Messages of a history where the request does not say. */
    static final int DEFAULT_MESSAGES = 50;

    /** A larger limit counts as this. */
    private static final int MAX_LIMIT = 1_000;

    private static final Pattern NUMBER = Pattern.compile("-?\\d++(\\.\\d++)?([eE][+-]?\\d++)?");

    /** One strong entity tag of RFC 9110, of ASCII alone. */
    private static final Pattern ENTITY_TAG = Pattern.compile("\"[!#-~]{1,128}\"");

    private static final int MAX_CURSOR = 1_024;

    private Parameters() {}

    /**
     * A room id.
     *
     * @throws ProblemException with 400 where it is none
     */
    static String roomId(String text) {
        if (!Names.isRoomId(text)) {
            throw Problem.badRequest("roomId").exception();
        }
        return text;
    }

    /**
     * A user id.
     *
     * @throws ProblemException with 400 where it is none
     */
    static String userId(String text) {
        if (!Names.isId(text)) {
            throw Problem.badRequest("userId").exception();
        }
        return text;
    }

    /** How many are wanted. */
    static int limit(String text, int byDefault) {
        return text == null ? byDefault : (int) Math.min(MAX_LIMIT, number("limit", text, 1));
    }

    /** An offset that is itself left out, or null. */
    static Long offset(String name, String text) {
        return text == null ? null : number(name, text, 0);
    }

    /**
     * The epoch that an {@code If-Match} names as its one entity tag: {@code "epoch"}, with its quotes.
     *
     * @return null without the header, and for {@code *}, which any epoch matches
     * @throws ProblemException with 400 where it is anything else
     */
    static String epoch(String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        if (!ENTITY_TAG.matcher(ifMatch).matches()) {
            throw Problem.badRequest("If-Match").exception();
        }
        return ifMatch.substring(1, ifMatch.length() - 1);
    }

    /** Where a list goes on, or null. */
    static String cursor(String text) {
        if (text != null && (text.isEmpty() || text.length() > MAX_CURSOR)) {
            throw Problem.badRequest("cursor").exception();
        }
        return text;
    }

    /**
     * A header's value, which is UTF-8.
     *
     * @param value as the platform gives it: a character for each byte
     */
    static String header(String name, String value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw Problem.badRequest(name).exception();
        }
    }

    /** A whole number of at least {@code min}, written in any way that JSON has. */
    static long number(String field, String text, long min) {
        Long value = NUMBER.matcher(text).matches() ? WholeNumber.parse(text) : null;
        if (value == null || value < min) {
            throw Problem.badRequest(field).exception();
        }
        return value;
    }
}
