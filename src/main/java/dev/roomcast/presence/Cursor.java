package dev.roomcast.presence;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The place in a list that a next page begins at: the last id of the page before, in a form nobody builds on. */
final class Cursor {

    private Cursor() {}

    /** The cursor for what comes after that id; null for null. */
    static String after(String id) {
        return id == null
                ? null
                : Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The id that a cursor comes after; null for null.
     *
     * @throws BadCursorException where it is none of ours
     */
    static String id(String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (IllegalArgumentException | CharacterCodingException notOurs) {
            throw new BadCursorException();
        }
    }
}
