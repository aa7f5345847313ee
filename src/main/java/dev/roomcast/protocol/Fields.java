package dev.roomcast.protocol;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** The known members of one inbound object, as found, and the checks that make a message of them. */
final class Fields {

    private static final int DEFAULT_LIMIT = 100;
    private static final int DEFAULT_HISTORY_LIMIT = 50;

    /** Entries of a list or messages of a history in one answer; a larger number counts as this. */
    static final int MAX_LIMIT = 1_000;

    /** Cursors are ours, and shorter than this. */
    private static final int MAX_CURSOR = 1_024;

    /** Epochs are ours, and shorter than this. */
    private static final int MAX_EPOCH = 64;

    private final String text;
    private final Value[] values = new Value[Field.COUNT];

    /** A member as it stands in the text; {@code string} is null where it is none, or is not needed as one. */
    private record Value(JsonToken token, int start, int end, String string) {}

    Fields(String text) {
        this.text = text;
    }

    /** Keeps a member; of two with one name the later counts, as JSON parsers have it. */
    void set(Field field, JsonToken token, int start, int end, JsonParser stringIn) throws IOException {
        String string = stringIn != null && field != Field.CONTENT ? stringIn.getText() : null;
        values[field.ordinal()] = new Value(token, start, end, string);
    }

    private JsonToken token(Field field) {
        Value value = values[field.ordinal()];
        return value == null ? null : value.token;
    }

    private String stringOrNull(Field field) {
        Value value = values[field.ordinal()];
        return value == null ? null : value.string;
    }

    /** A member that is there, as JSON text. */
    private String json(Field field) {
        Value value = values[field.ordinal()];
        return text.substring(value.start, value.end);
    }

    String type() {
        return stringOrNull(Field.TYPE);
    }

    /** The request's id; null where it has none. */
    String requestId() throws BadMessageException {
        if (absent(Field.ID)) {
            return null;
        }
        String id = idOrNull();
        if (id == null) {
            throw new BadMessageException(ErrorCode.BAD_REQUEST, "id", null);
        }
        return id;
    }

    /** The request's id; null where it has none, or none that may be given back. */
    String idOrNull() {
        return usableId(stringOrNull(Field.ID));
    }

    /** The id, where it may be given back; else null. */
    static String usableId(String id) {
        return id != null && Names.isRequestId(id) && !Names.hasLoneSurrogate(id) ? id : null;
    }

    Request toRequest(String id, Sender sender) throws BadMessageException {
        if (token(Field.TYPE) != JsonToken.VALUE_STRING) {
            throw bad(Field.TYPE, id);
        }
        ClientMessageType type = ClientMessageType.of(type());
        if (sender == Sender.UNKNOWN && type != ClientMessageType.PING && type != ClientMessageType.AUTH) {
            throw new BadMessageException(ErrorCode.UNAUTHENTICATED, null, id);
        }
        if (type == null) {
            throw new BadMessageException(ErrorCode.UNKNOWN_TYPE, null, id);
        }
        String displayName = sender == Sender.GUEST ? displayName(id) : null;
        return new Request(id, displayName, type, message(type, id));
    }

    /** What a guest calls themselves: a string, or an object as {@code user} is elsewhere, of which only the name counts. */
    private String displayName(String id) throws BadMessageException {
        if (absent(Field.USER)) {
            return null;
        }
        String displayName = token(Field.USER) == JsonToken.START_OBJECT ? usernameWithin() : stringOrNull(Field.USER);
        if (displayName == null || !Names.isUsername(displayName)) {
            throw bad(Field.USER, id);
        }
        return displayName;
    }

    private String usernameWithin() {
        String username = null;
        try (JsonParser parser = within(Field.USER)) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean named = parser.currentName().equals("username");
                if (parser.nextToken() == JsonToken.VALUE_STRING && named) {
                    username = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException readOnceAlready) {
            throw new IllegalStateException(readOnceAlready);
        }
        return username;
    }

    /** A parser at the beginning of the object that a field is. */
    private JsonParser within(Field field) throws IOException {
        JsonParser parser = Json.FACTORY.createParser(json(field));
        parser.nextToken();
        return parser;
    }

    private ClientMessage message(ClientMessageType type, String id) throws BadMessageException {
        return switch (type) {
            case PING -> new ClientMessage.Ping();
            case AUTH -> auth(id);
            case CHAT -> new ClientMessage.Chat(string(Field.MESSAGE, id));
            case CREATE_ROOM -> new ClientMessage.CreateRoom(roomId(id));
            case JOIN_ROOM ->
                new ClientMessage.JoinRoom(
                        roomId(id), absent(Field.HISTORY) ? null : count(Field.HISTORY, 0, MAX_LIMIT, id), since(id));
            case LEAVE_ROOM -> new ClientMessage.LeaveRoom(roomId(id));
            case ROOM_MESSAGE ->
                new ClientMessage.RoomMessage(MessageType.ROOM_MESSAGE, roomId(id), content(id), messageId(id));
            case CHAT_MESSAGE ->
                new ClientMessage.RoomMessage(MessageType.CHAT_MESSAGE, roomId(id), content(id), messageId(id));
            case ROOM_SIGNAL -> new ClientMessage.RoomSignal(roomId(id), content(id));
            case DELETE_MESSAGE ->
                new ClientMessage.DeleteMessage(
                        roomId(id), required(Field.OFFSET, integer(Field.OFFSET, 1, id), id), messageId(id));
            case KICK -> new ClientMessage.Kick(roomId(id), userId(id));
            case GET_ROOMS -> new ClientMessage.GetRooms(limit(DEFAULT_LIMIT, id), cursor(id));
            case GET_ROOM_INFO -> new ClientMessage.GetRoomInfo(roomId(id));
            case GET_ROOM_MEMBERS -> new ClientMessage.GetRoomMembers(roomId(id), limit(DEFAULT_LIMIT, id), cursor(id));
            case GET_HISTORY ->
                new ClientMessage.GetHistory(
                        roomId(id), limit(DEFAULT_HISTORY_LIMIT, id), integer(Field.BEFORE, 0, id));
            case GET_ONLINE_USERS -> new ClientMessage.GetOnlineUsers(limit(DEFAULT_LIMIT, id), cursor(id));
            case ADMIN_BROADCAST -> new ClientMessage.AdminBroadcast(content(id));
            case COMPRESSED -> throw bad(Field.TYPE, id);
        };
    }

    private ClientMessage auth(String id) throws BadMessageException {
        if (!absent(Field.GUEST_KEY)) {
            if (!absent(Field.TOKEN)) {
                throw bad(Field.GUEST_KEY, id);
            }
            return new ClientMessage.Auth(null, string(Field.GUEST_KEY, id));
        }
        return new ClientMessage.Auth(string(Field.TOKEN, id), null);
    }

    private String roomId(String id) throws BadMessageException {
        Field field = absent(Field.ROOM_ID) && !absent(Field.ROOM) ? Field.ROOM : Field.ROOM_ID;
        String roomId = string(field, id);
        if (!Names.isRoomId(roomId)) {
            throw bad(field, id);
        }
        return roomId;
    }

    private String userId(String id) throws BadMessageException {
        String userId = string(Field.USER_ID, id);
        if (!Names.isId(userId)) {
            throw bad(Field.USER_ID, id);
        }
        return userId;
    }

    private String messageId(String id) throws BadMessageException {
        if (absent(Field.MESSAGE_ID)) {
            return null;
        }
        String messageId = string(Field.MESSAGE_ID, id);
        if (!Names.isId(messageId)) {
            throw bad(Field.MESSAGE_ID, id);
        }
        return messageId;
    }

    private String content(String id) throws BadMessageException {
        if (absent(Field.CONTENT)) {
            throw bad(Field.CONTENT, id);
        }
        return json(Field.CONTENT);
    }

    private Since since(String id) throws BadMessageException {
        if (absent(Field.SINCE)) {
            return null;
        }
        if (token(Field.SINCE) != JsonToken.START_OBJECT) {
            throw bad(Field.SINCE, id);
        }
        String epoch = null;
        long offset = -1;
        try (JsonParser parser = within(Field.SINCE)) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("epoch") && token == JsonToken.VALUE_STRING) {
                    epoch = parser.getText();
                } else if (name.equals("offset") && token.isNumeric()) {
                    Long whole = WholeNumber.parse(parser.getText());
                    offset = whole == null ? -1 : whole;
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException readOnceAlready) {
            throw new IllegalStateException(readOnceAlready);
        }
        if (epoch == null || epoch.isEmpty() || epoch.length() > MAX_EPOCH || offset < 0) {
            throw bad(Field.SINCE, id);
        }
        return new Since(epoch, offset);
    }

    private int limit(int byDefault, String id) throws BadMessageException {
        return absent(Field.LIMIT) ? byDefault : count(Field.LIMIT, 1, MAX_LIMIT, id);
    }

    private String cursor(String id) throws BadMessageException {
        if (absent(Field.CURSOR)) {
            return null;
        }
        String cursor = string(Field.CURSOR, id);
        if (cursor.isEmpty() || cursor.length() > MAX_CURSOR) {
            throw bad(Field.CURSOR, id);
        }
        return cursor;
    }

    private int count(Field field, int min, int max, String id) throws BadMessageException {
        return (int) Math.min(max, integer(field, min, id));
    }

    /** A whole number of at least {@code min}; null where the field is absent. */
    private Long integer(Field field, long min, String id) throws BadMessageException {
        if (absent(field)) {
            return null;
        }
        Long value = token(field).isNumeric() ? WholeNumber.parse(json(field)) : null;
        if (value == null || value < min) {
            throw bad(field, id);
        }
        return value;
    }

    private static long required(Field field, Long value, String id) throws BadMessageException {
        if (value == null) {
            throw bad(field, id);
        }
        return value;
    }

    String string(Field field, String id) throws BadMessageException {
        String value = stringOrNull(field);
        if (value == null) {
            throw bad(field, id);
        }
        return value;
    }

    private boolean absent(Field field) {
        return token(field) == null || token(field) == JsonToken.VALUE_NULL;
    }

    private static BadMessageException bad(Field field, String id) {
        return new BadMessageException(ErrorCode.BAD_REQUEST, field.wireName(), id);
    }
}
