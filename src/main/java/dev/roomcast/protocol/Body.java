package dev.roomcast.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * The body of a request over HTTP: an object, read by the rules that a frame is read by, in one pass and without a tree, so
 * that {@code content} can be handed on as it came. A member that is null counts as absent.
 */
public final class Body {

    private final String text;
    private final String path;
    private final Map<String, Member> members = new HashMap<>();

    private record Member(JsonToken token, int start, int end, String string) {}

    private Body(String text, String path) {
        this.text = text;
        this.path = path;
    }

    /**
     * Reads a body.
     *
     * @param json UTF-8, or null for none
     * @param names the members that count; others are ignored
     * @throws BadMessageException with {@code bad-json}, or {@code bad-request} where it is no object or too deep
     */
    public static Body read(byte[] json, Set<String> names) throws BadMessageException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json == null ? new byte[0] : json))
                    .toString();
            return parse(text, names, "", 1);
        } catch (CharacterCodingException notUtf8) {
            throw new BadMessageException(ErrorCode.BAD_JSON, null, null);
        }
    }

    /**
     * Reads an element of {@link #elements}.
     *
     * @param names the members that count
     * @throws BadMessageException with {@code bad-request} where it is no object
     */
    public static Body element(String json, Set<String> names) throws BadMessageException {
        return parse(json, names, "", 3);
    }

    private static Body parse(String text, Set<String> names, String path, int depth) throws BadMessageException {
        Body body = new Body(text, path);
        boolean tooDeep = false;
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new BadMessageException(ErrorCode.BAD_JSON, null, null);
            }
            if (first == JsonToken.START_OBJECT) {
                tooDeep = body.readMembers(parser, names, depth);
            } else {
                tooDeep = RequestReader.skip(parser, depth);
            }
            if (parser.nextToken() != null) {
                throw new BadMessageException(ErrorCode.BAD_JSON, null, null);
            }
            if (first != JsonToken.START_OBJECT || tooDeep) {
                throw new BadMessageException(ErrorCode.BAD_REQUEST, null, null);
            }
        } catch (StreamConstraintsException hopeless) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, null, null);
        } catch (JsonParseException notJson) {
            throw new BadMessageException(ErrorCode.BAD_JSON, null, null);
        } catch (IOException cannotHappenOnAString) {
            throw new IllegalStateException(cannotHappenOnAString);
        }
        if (RequestReader.hasSurrogateEscape(text) && RequestReader.hasLoneSurrogate(text)) {
            throw new BadMessageException(ErrorCode.BAD_JSON, null, null);
        }
        return body;
    }

    private boolean readMembers(JsonParser parser, Set<String> names, int depth) throws IOException {
        boolean tooDeep = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            tooDeep |= RequestReader.skip(parser, depth + 1);
            parser.finishToken();
            if (names.contains(name)) {
                int end = (int) parser.currentLocation().getCharOffset();
                String string = token == JsonToken.VALUE_STRING ? parser.getText() : null;
                members.put(name, new Member(token, start, end, string));
            }
        }
        return tooDeep;
    }

    /** Whether a member is there. */
    public boolean has(String name) {
        Member member = members.get(name);
        return member != null && member.token != JsonToken.VALUE_NULL;
    }

    /**
     * A member as it came: JSON text.
     *
     * @throws BadMessageException with {@code bad-request} where it is not there
     */
    public String raw(String name) throws BadMessageException {
        if (!has(name)) {
            throw bad(name);
        }
        Member member = members.get(name);
        return text.substring(member.start, member.end);
    }

    /**
     * A member that is a string.
     *
     * @throws BadMessageException with {@code bad-request} where it is not there, or no string
     */
    public String string(String name) throws BadMessageException {
        Member member = members.get(name);
        if (member == null || member.string == null) {
            throw bad(name);
        }
        return member.string;
    }

    /**
     * A member that is an object.
     *
     * @param names its members that count
     * @throws BadMessageException with {@code bad-request} where it is not there, or no object
     */
    public Body object(String name, Set<String> names) throws BadMessageException {
        Member member = members.get(name);
        if (member == null || member.token != JsonToken.START_OBJECT) {
            throw bad(name);
        }
        return parse(text.substring(member.start, member.end), names, path + name + ".", 2);
    }

    /**
     * A member that is an array: its elements as they came, JSON text each.
     *
     * @param max elements there may be
     * @throws BadMessageException with {@code bad-request} where it is not there, no array, or longer
     */
    public List<String> elements(String name, int max) throws BadMessageException {
        Member member = members.get(name);
        if (member == null || member.token != JsonToken.START_ARRAY) {
            throw bad(name);
        }
        List<String> elements = new ArrayList<>();
        String array = text.substring(member.start, member.end);
        try (JsonParser parser = Json.FACTORY.createParser(array)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (elements.size() == max) {
                    throw bad(name);
                }
                int start = (int) parser.currentTokenLocation().getCharOffset();
                RequestReader.skip(parser, 3);
                parser.finishToken();
                elements.add(
                        array.substring(start, (int) parser.currentLocation().getCharOffset()));
            }
            return elements;
        } catch (IOException cannotHappenTwice) {
            throw new IllegalStateException(cannotHappenTwice);
        }
    }

    /**
     * A member that is an array of strings.
     *
     * @param max elements there may be
     * @throws BadMessageException with {@code bad-request} where it is not there, no array of strings, or longer
     */
    public List<String> strings(String name, int max) throws BadMessageException {
        Member member = members.get(name);
        if (member == null || member.token != JsonToken.START_ARRAY) {
            throw bad(name);
        }
        List<String> strings = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(text.substring(member.start, member.end))) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (strings.size() == max || parser.currentToken() != JsonToken.VALUE_STRING) {
                    throw bad(name);
                }
                strings.add(parser.getText());
            }
            return strings;
        } catch (IOException cannotHappenTwice) {
            throw new IllegalStateException(cannotHappenTwice);
        }
    }

    /**
     * A member that is a number.
     *
     * @throws BadMessageException with {@code bad-request} where it is not there, or no number
     */
    public double number(String name) throws BadMessageException {
        Member member = members.get(name);
        if (member == null || !member.token.isNumeric()) {
            throw bad(name);
        }
        return Double.parseDouble(text.substring(member.start, member.end));
    }

    /** What to throw where a member is not as it has to be. */
    public BadMessageException bad(String name) {
        return new BadMessageException(ErrorCode.BAD_REQUEST, path + name, null);
    }
}
