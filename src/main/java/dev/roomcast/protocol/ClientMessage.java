package dev.roomcast.protocol;

/**
 * A request, decoded and checked: every field has its kind and is within its bounds. Optional fields are null where the
 * client left them out.
 */
public sealed interface ClientMessage {

    /** Calls the method of the visitor that is for this message. */
    <R> R accept(Visitor<R> visitor);

    /** The room that it is about; null where it is about none. */
    default String roomId() {
        return null;
    }

    /** Asks for a {@code pong}. */
    record Ping() implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ping(this);
        }
    }

    /** Signs in: exactly one of the two is given. */
    record Auth(String token, String guestKey) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.auth(this);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Auth[" + (token != null ? "token" : "guestKey") + "]";
        }
    }

    /** A message to everyone on every instance. */
    record Chat(String message) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.chat(this);
        }
    }

    /** Opens a room. */
    record CreateRoom(String roomId) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createRoom(this);
        }
    }

    /** Enters a room. {@code history}: messages of the past wanted, 0 to 1,000. */
    record JoinRoom(String roomId, Integer history, Since since) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.joinRoom(this);
        }
    }

    /** Leaves a room. */
    record LeaveRoom(String roomId) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaveRoom(this);
        }
    }

    /** Publishes to a room. {@code content}: JSON text as it came. */
    record RoomMessage(MessageType messageType, String roomId, String content, String messageId)
            implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.roomMessage(this);
        }
    }

    /** Tells the members something that is not kept. {@code content}: JSON text as it came. */
    record RoomSignal(String roomId, String content) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.roomSignal(this);
        }
    }

    /** Deletes the message of that offset. */
    record DeleteMessage(String roomId, long offset, String messageId) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.deleteMessage(this);
        }
    }

    /** Puts a user out of a room. */
    record Kick(String roomId, String userId) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.kick(this);
        }
    }

    /** Lists the open rooms. */
    record GetRooms(int limit, String cursor) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.getRooms(this);
        }
    }

    /** Asks about one room. */
    record GetRoomInfo(String roomId) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.getRoomInfo(this);
        }
    }

    /** Lists a room's members. */
    record GetRoomMembers(String roomId, int limit, String cursor) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.getRoomMembers(this);
        }
    }

    /** Asks for the messages before an offset, or the newest where {@code before} is null. */
    record GetHistory(String roomId, int limit, Long before) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.getHistory(this);
        }
    }

    /** Lists who is signed in. */
    record GetOnlineUsers(int limit, String cursor) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.getOnlineUsers(this);
        }
    }

    /** Tells everyone something in an administrator's name. {@code content}: JSON text as it came. */
    record AdminBroadcast(String content) implements ClientMessage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.adminBroadcast(this);
        }
    }

    /** One method a message, so that a new message does not compile until it is handled. */
    interface Visitor<R> {
        R ping(Ping message);

        R auth(Auth message);

        R chat(Chat message);

        R createRoom(CreateRoom message);

        R joinRoom(JoinRoom message);

        R leaveRoom(LeaveRoom message);

        R roomMessage(RoomMessage message);

        R roomSignal(RoomSignal message);

        R deleteMessage(DeleteMessage message);

        R kick(Kick message);

        R getRooms(GetRooms message);

        R getRoomInfo(GetRoomInfo message);

        R getRoomMembers(GetRoomMembers message);

        R getHistory(GetHistory message);

        R getOnlineUsers(GetOnlineUsers message);

        R adminBroadcast(AdminBroadcast message);
    }
}
