package dev.roomcast.api;

import java.util.Set;
import jakarta.ws.rs.core.Response;

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

    private static final Set<String> NAMES = Set.of("content", "type", "user", "messageId");
    private static final Set<String> USER_NAMES = Set.of("id", "username");

    /**
     * Reads one.
     *
     * @param idempotencyKey the header, or null: another way to give a message id
     */
    static PublishRequest read(byte[] json, String idempotencyKey, User caller) throws BadMessageException {
        Body body = Body.read(json, NAMES);
        return new PublishRequest(
                author(body, caller), type(body), body.raw("content"), messageId(body, idempotencyKey));
    }

    private static UserRef author(Body body, User caller) throws BadMessageException {
        if (!body.has("user")) {
            return caller.ref();
        }
        if (!caller.roles().contains(User.SERVICE)) {
            throw Problem.of(Response.Status.FORBIDDEN, ErrorCode.FORBIDDEN)
                    .with("field", "user")
                    .exception();
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

    private static String messageId(Body body, String idempotencyKey) throws BadMessageException {
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
