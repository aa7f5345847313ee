package dev.roomcast.api;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import dev.roomcast.auth.User;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.Body;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.UserRef;

/**
 * A message to be published, read and checked.
 *
 * @param author in whose name
 * @param content JSON text as it came
 * @param messageId from the caller, or null
 */
record PublishRequest(UserRef author, MessageType type, String content, String messageId) {

    /** The members of a body that count. */
    static final Set<String> NAMES = Set.of("content", "type", "user", "messageId");

    private static final Set<String> USER_NAMES = Set.of("id", "username");

    /** Reads the body of one; {@code maxBytes}: bytes of the content. */
    static PublishRequest read(byte[] json, String idempotencyKey, User caller, int maxBytes)
            throws BadMessageException {
        Body body = Body.read(json, NAMES);
        return read(body, messageId(body, idempotencyKey), caller, maxBytes);
    }

    /** Reads one of many. */
    static PublishRequest read(Body body, User caller, int maxBytes) throws BadMessageException {
        return read(body, messageId(body, null), caller, maxBytes);
    }

    private static PublishRequest read(Body body, String messageId, User caller, int maxBytes)
            throws BadMessageException {
        String content = body.raw("content");
        if (content.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw Problem.tooLarge().exception();
        }
        return new PublishRequest(author(body, caller), type(body), content, messageId);
    }

    private static UserRef author(Body body, User caller) throws BadMessageException {
        if (!body.has("user")) {
            return caller.ref();
        }
        if (!caller.isService()) {
            throw Problem.of(ErrorCode.FORBIDDEN).with("field", "user").exception();
        }
        Body user = body.object("user", USER_NAMES);
        String id = user.string("id");
        if (!Names.isId(id) || id.startsWith(Names.GUEST_PREFIX)) {
            throw user.bad("id");
        }
        String username = user.string("username");
        if (!Names.isUsername(username)) {
            throw user.bad("username");
        }
        return new UserRef(id, username, false);
    }

    private static MessageType type(Body body) throws BadMessageException {
        return body.has("type")
                ? MessageType.of(body.string("type")).orElseThrow(() -> body.bad("type"))
                : MessageType.ROOM_MESSAGE;
    }

    private static String messageId(Body body, String header) throws BadMessageException {
        String idempotencyKey = header == null ? null : Parameters.header("Idempotency-Key", header);
        if (idempotencyKey != null && !Names.isId(idempotencyKey)) {
            throw Problem.badRequest("Idempotency-Key").exception();
        }
        if (!body.has("messageId")) {
            return idempotencyKey;
        }
        String messageId = body.string("messageId");
        if (!Names.isId(messageId)) {
            throw body.bad("messageId");
        }
        if (idempotencyKey != null && !idempotencyKey.equals(messageId)) {
            throw Problem.badRequest("Idempotency-Key").exception();
        }
        return messageId;
    }
}
