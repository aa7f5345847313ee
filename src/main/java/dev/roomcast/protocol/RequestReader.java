package dev.roomcast.protocol;

import java.io.IOException;
import java.util.function.IntConsumer;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * Reads inbound frames: one pass over the text without building a tree, so that {@code content} can be handed on as it
 * came. Stateless, to be called on any thread.
 */
public final class RequestReader {

    /**
     * Bytes that a {@code compressed} message may unpack to before the sign-in. Only an {@code auth} is of any use then, and
     * tokens that fit HTTP headers are half of this at most.
     */
    private static final int MAX_SIGN_IN_BYTES = 16_384;

    private final int maxUnpackedBytes;

    /**
     * @param maxUnpackedBytes bytes of UTF-8 that the inside of a {@code compressed} message may have
     */
    public RequestReader(int maxUnpackedBytes) {
        this.maxUnpackedBytes = maxUnpackedBytes;
    }

    /**
     * Reads a frame.
     *
     * @param text the text of the frame
     * @param sender what is known of its sender
     * @param unpacked is told the bytes that a {@code compressed} message unpacked to, before they are read
     * @return the request, checked
     * @throws BadMessageException where it is none; says what to answer
     */
    public Request read(String text, Sender sender, IntConsumer unpacked) throws BadMessageException {
        Fields fields = parse(text);
        String id = fields.requestId();
        if (ClientMessageType.of(fields.type()) != ClientMessageType.COMPRESSED) {
            return fields.toRequest(id, sender);
        }
        Fields inner = parse(unpack(fields.string(Field.DATA, id), sender, unpacked, id));
        String innerId = inner.requestId();
        if (innerId == null) {
            innerId = id;
        }
        if (ClientMessageType.of(inner.type()) == ClientMessageType.COMPRESSED) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, "type", innerId);
        }
        return inner.toRequest(innerId, sender);
    }

    private String unpack(String data, Sender sender, IntConsumer unpacked, String id) throws BadMessageException {
        boolean signedIn = sender != Sender.UNKNOWN;
        int max = signedIn ? maxUnpackedBytes : Math.min(maxUnpackedBytes, MAX_SIGN_IN_BYTES);
        byte[] bytes = Unpacker.unpack(data, max, id);
        unpacked.accept(bytes == null ? max : bytes.length);
        if (bytes == null) {
            throw new BadMessageException(signedIn ? ErrorCode.TOO_LARGE : ErrorCode.UNAUTHENTICATED, null, id);
        }
        return Unpacker.text(bytes, id);
    }

    /**
     * The id of a frame that is refused unread: looks no further than where the id stands, and never into {@code
     * compressed}.
     *
     * @return null where it has none that may be given back
     */
    public static String idOf(String text) {
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isId = Field.of(parser.currentName()) == Field.ID;
                JsonToken token = parser.nextToken();
                if (isId) {
                    return token == JsonToken.VALUE_STRING ? Fields.usableId(parser.getText()) : null;
                }
                parser.skipChildren();
            }
        } catch (IOException notJson) {
            // Then it has no id.
        }
        return null;
    }

    private static Fields parse(String text) throws BadMessageException {
        Fields fields = new Fields(text);
        boolean tooDeep;
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw badJson(fields);
            }
            boolean object = first == JsonToken.START_OBJECT;
            tooDeep = object ? readMembers(parser, fields) : skip(parser, 1);
            if (parser.nextToken() != null) {
                throw badJson(fields);
            }
            if (!object) {
                throw new BadMessageException(ErrorCode.BAD_REQUEST, tooDeep ? null : "type", null);
            }
        } catch (StreamConstraintsException hopeless) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, null, fields.idOrNull());
        } catch (JsonParseException notJson) {
            throw new BadMessageException(ErrorCode.BAD_JSON, null, null);
        } catch (IOException cannotHappenOnAString) {
            throw new IllegalStateException(cannotHappenOnAString);
        }
        if (hasSurrogateEscape(text) && hasLoneSurrogate(text)) {
            throw badJson(fields);
        }
        if (tooDeep) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, null, fields.idOrNull());
        }
        return fields;
    }

    private static BadMessageException badJson(Fields fields) {
        return new BadMessageException(ErrorCode.BAD_JSON, null, fields.idOrNull());
    }

    /** Reads the members of the message's object; true where something in it is nested too deep. */
    private static boolean readMembers(JsonParser parser, Fields fields) throws IOException {
        boolean tooDeep = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Field field = Field.of(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null) {
                tooDeep |= skip(parser, 2);
            } else {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                tooDeep |= skip(parser, 2);
                parser.finishToken();
                int end = (int) parser.currentLocation().getCharOffset();
                fields.set(field, token, start, end, token == JsonToken.VALUE_STRING ? parser : null);
            }
        }
        return tooDeep;
    }

    /** Moves to the end of the value that begins here at that depth; true where it is nested too deep. */
    static boolean skip(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (!token.isStructStart()) {
            return false;
        }
        int open = 1;
        int deepest = depth;
        while (open > 0) {
            token = parser.nextToken();
            if (token == null) {
                return false;
            }
            if (token.isStructStart()) {
                open++;
                deepest = Math.max(deepest, depth + open - 1);
            } else if (token.isStructEnd()) {
                open--;
            }
        }
        return deepest > Json.MAX_DEPTH;
    }

    /** Whether an escape could stand for half of a surrogate pair: the cheap look that nearly always says no. */
    static boolean hasSurrogateEscape(String text) {
        for (int at = text.indexOf("\\u"); at >= 0; at = text.indexOf("\\u", at + 2)) {
            if (at + 2 < text.length() && (text.charAt(at + 2) | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    static boolean hasLoneSurrogate(String text) {
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
                        && Names.hasLoneSurrogate(parser.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException readOnceAlready) {
            throw new IllegalStateException(readOnceAlready);
        }
    }
}
