package dev.roomcast.protocol;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** The known members of one inbound object, as found, and the checks that make a message of them. */
final class Fields {

    static final int DATA = 17;

    private static final int TYPE = 0;
    private static final int ID = 1;
    private static final int USER = 2;
    private static final int TOKEN = 3;
    private static final int GUEST_KEY = 4;
    private static final int MESSAGE = 5;
    private static final int ROOM_ID = 6;
    private static final int ROOM = 7;
    private static final int HISTORY = 8;
    private static final int SINCE = 9;
    private static final int CONTENT = 10;
    private static final int MESSAGE_ID = 11;
    private static final int OFFSET = 12;
    private static final int USER_ID = 13;
    private static final int LIMIT = 14;
    private static final int CURSOR = 15;
    private static final int BEFORE = 16;

    private static final String[] NAMES = {
        "type",
        "id",
        "user",
        "token",
        "guestKey",
        "message",
        "roomId",
        "room",
        "history",
        "since",
        "content",
        "messageId",
        "offset",
        "userId",
        "limit",
        "cursor",
        "before",
        "data"
    };

    private static final int DEFAULT_LIMIT = 100;
    private static final int DEFAULT_HISTORY_LIMIT = 50;

    /** Entries of a list or messages of a history in one answer; a larger number counts as this. */
    static final int MAX_LIMIT = 1_000;

    /** Cursors are ours, and shorter than this. */
    private static final int MAX_CURSOR = 1_024;

    /** Epochs are ours, and shorter than this. */
    private static final int MAX_EPOCH = 64;

    private final String text;
    private final JsonToken[] tokens = new JsonToken[NAMES.length];
    private final String[] strings = new String[NAMES.length];
    private final int[] starts = new int[NAMES.length];
    private final int[] ends = new int[NAMES.length];

    Fields(String text) {
        this.text = text;
    }

    /** The field's index, or -1 for one that nobody reads. */
    static int index(String name) {
        return switch (name) {
            case "type" -> TYPE;
            case "id" -> ID;
            case "user" -> USER;
            case "token" -> TOKEN;
            case "guestKey" -> GUEST_KEY;
            case "message" -> MESSAGE;
            case "roomId" -> ROOM_ID;
            case "room" -> ROOM;
            case "history" -> HISTORY;
            case "since" -> SINCE;
            case "content" -> CONTENT;
            case "messageId" -> MESSAGE_ID;
            case "offset" -> OFFSET;
            case "userId" -> USER_ID;
            case "limit" -> LIMIT;
            case "cursor" -> CURSOR;
            case "before" -> BEFORE;
            case "data" -> DATA;
            default -> -1;
        };
    }

    /** Keeps a member; of two with one name the later counts, as JSON parsers have it. */
    void set(int field, JsonToken token, int start, int end, JsonParser stringIn) throws IOException {
        tokens[field] = token;
        starts[field] = start;
        ends[field] = end;
        strings[field] = stringIn != null && field != CONTENT ? stringIn.getText() : null;
    }

    String type() {
        return strings[TYPE];
    }

    /** The request's id; null where it has none. */
    String requestId() throws BadMessageException {
        if (absent(ID)) {
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
        String id = strings[ID];
        return id != null && Names.isRequestId(id) && !Names.hasLoneSurrogate(id) ? id : null;
    }

    Request toRequest(String id, Sender sender) throws BadMessageException {
        if (tokens[TYPE] != JsonToken.VALUE_STRING) {
            throw bad(TYPE, id);
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
        if (absent(USER)) {
            return null;
        }
        String displayName = tokens[USER] == JsonToken.START_OBJECT ? usernameWithin() : strings[USER];
        if (displayName == null || !Names.isUsername(displayName)) {
            throw bad(USER, id);
        }
        return displayName;
    }

    private String usernameWithin() {
        String username = null;
        try (JsonParser parser = within(USER)) {
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
    private JsonParser within(int field) throws IOException {
        JsonParser parser = Json.FACTORY.createParser(text.substring(starts[field], ends[field]));
        parser.nextToken();
        return parser;
    }

    private ClientMessage message(ClientMessageType type, String id) throws BadMessageException {
        return switch (type) {
            case PING -> new ClientMessage.Ping();
            case AUTH -> auth(id);
            case CHAT -> new ClientMessage.Chat(string(MESSAGE, id));
            case CREATE_ROOM -> new ClientMessage.CreateRoom(roomId(id));
            case JOIN_ROOM ->
                new ClientMessage.JoinRoom(
                        roomId(id), absent(HISTORY) ? null : count(HISTORY, 0, MAX_LIMIT, id), since(id));
            case LEAVE_ROOM -> new ClientMessage.LeaveRoom(roomId(id));
            case ROOM_MESSAGE ->
                new ClientMessage.RoomMessage(MessageType.ROOM_MESSAGE, roomId(id), content(id), messageId(id));
            case CHAT_MESSAGE ->
                new ClientMessage.RoomMessage(MessageType.CHAT_MESSAGE, roomId(id), content(id), messageId(id));
            case ROOM_SIGNAL -> new ClientMessage.RoomSignal(roomId(id), content(id));
            case DELETE_MESSAGE ->
                new ClientMessage.DeleteMessage(
                        roomId(id), required(OFFSET, integer(OFFSET, 1, id), id), messageId(id));
            case KICK -> new ClientMessage.Kick(roomId(id), userId(id));
            case GET_ROOMS -> new ClientMessage.GetRooms(limit(DEFAULT_LIMIT, id), cursor(id));
            case GET_ROOM_INFO -> new ClientMessage.GetRoomInfo(roomId(id));
            case GET_ROOM_MEMBERS -> new ClientMessage.GetRoomMembers(roomId(id), limit(DEFAULT_LIMIT, id), cursor(id));
            case GET_HISTORY ->
                new ClientMessage.GetHistory(roomId(id), limit(DEFAULT_HISTORY_LIMIT, id), integer(BEFORE, 0, id));
            case GET_ONLINE_USERS -> new ClientMessage.GetOnlineUsers(limit(DEFAULT_LIMIT, id), cursor(id));
            case ADMIN_BROADCAST -> new ClientMessage.AdminBroadcast(content(id));
            case COMPRESSED -> throw bad(TYPE, id);
        };
    }

    private ClientMessage auth(String id) throws BadMessageException {
        if (!absent(GUEST_KEY)) {
            if (!absent(TOKEN)) {
                throw bad(GUEST_KEY, id);
            }
            return new ClientMessage.Auth(null, string(GUEST_KEY, id));
        }
        return new ClientMessage.Auth(string(TOKEN, id), null);
    }

    private String roomId(String id) throws BadMessageException {
        int field = absent(ROOM_ID) && !absent(ROOM) ? ROOM : ROOM_ID;
        String roomId = string(field, id);
        if (!Names.isRoomId(roomId)) {
            throw bad(field, id);
        }
        return roomId;
    }

    private String userId(String id) throws BadMessageException {
        String userId = string(USER_ID, id);
        if (!Names.isId(userId)) {
            throw bad(USER_ID, id);
        }
        return userId;
    }

    private String messageId(String id) throws BadMessageException {
        if (absent(MESSAGE_ID)) {
            return null;
        }
        String messageId = string(MESSAGE_ID, id);
        if (!Names.isId(messageId)) {
            throw bad(MESSAGE_ID, id);
        }
        return messageId;
    }

    private String content(String id) throws BadMessageException {
        if (absent(CONTENT)) {
            throw bad(CONTENT, id);
        }
        return text.substring(starts[CONTENT], ends[CONTENT]);
    }

    private Since since(String id) throws BadMessageException {
        if (absent(SINCE)) {
            return null;
        }
        if (tokens[SINCE] != JsonToken.START_OBJECT) {
            throw bad(SINCE, id);
        }
        String epoch = null;
        long offset = -1;
        try (JsonParser parser = within(SINCE)) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("epoch") && token == JsonToken.VALUE_STRING) {
                    epoch = parser.getText();
                } else if (name.equals("offset") && token == JsonToken.VALUE_NUMBER_INT) {
                    offset = clamped(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException readOnceAlready) {
            throw new IllegalStateException(readOnceAlready);
        }
        if (epoch == null || epoch.isEmpty() || epoch.length() > MAX_EPOCH || offset < 0) {
            throw bad(SINCE, id);
        }
        return new Since(epoch, offset);
    }

    private int limit(int byDefault, String id) throws BadMessageException {
        return absent(LIMIT) ? byDefault : count(LIMIT, 1, MAX_LIMIT, id);
    }

    private String cursor(String id) throws BadMessageException {
        if (absent(CURSOR)) {
            return null;
        }
        String cursor = string(CURSOR, id);
        if (cursor.isEmpty() || cursor.length() > MAX_CURSOR) {
            throw bad(CURSOR, id);
        }
        return cursor;
    }

    private int count(int field, int min, int max, String id) throws BadMessageException {
        return (int) Math.min(max, integer(field, min, id));
    }

    /** A whole number of at least {@code min}; null where the field is absent. */
    private Long integer(int field, long min, String id) throws BadMessageException {
        if (absent(field)) {
            return null;
        }
        if (tokens[field] != JsonToken.VALUE_NUMBER_INT) {
            throw bad(field, id);
        }
        long value = clamped(text.substring(starts[field], ends[field]));
        if (value < min) {
            throw bad(field, id);
        }
        return value;
    }

    private static long required(int field, Long value, String id) throws BadMessageException {
        if (value == null) {
            throw bad(field, id);
        }
        return value;
    }

    /** The number, or the nearest that a long holds: over a maximum counts as the maximum. */
    private static long clamped(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooManyDigits) {
            return digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    String string(int field, String id) throws BadMessageException {
        String value = strings[field];
        if (value == null) {
            throw bad(field, id);
        }
        return value;
    }

    private boolean absent(int field) {
        return tokens[field] == null || tokens[field] == JsonToken.VALUE_NULL;
    }

    private static BadMessageException bad(int field, String id) {
        return new BadMessageException(ErrorCode.BAD_REQUEST, NAMES[field], id);
    }
}
