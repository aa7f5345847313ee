package dev.roomcast.session;

import dev.roomcast.auth.User;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.Right;

/** What has to hold before a request is done. */
final class Checks {

    private Checks() {}

    /** Fails with {@code forbidden} for who does not have that right in that room. */
    static void right(Session session, Right right, String roomId) {
        if (!session.user().may(right, roomId)) {
            throw new ErrorException(RequestError.forbidden(right));
        }
    }

    /** Fails with {@code not-in-room} for who is not in the room, but for those who need not be. */
    static void membership(Session session, String roomId) {
        User user = session.user();
        if (session.memberships().of(roomId) == null && !user.needsNoMembership()) {
            throw new ErrorException(RequestError.of(ErrorCode.NOT_IN_ROOM));
        }
    }
}
