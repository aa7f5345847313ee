package dev.roomcast.broker.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;

import dev.roomcast.broker.Publication;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.UserRef;

/**
 * What travels on a channel. The first byte says what it is: entries of the log as {@code publish.lua} puts them together
 * ({@code P}), an event that is handed on as it is ({@code S}), or news as JSON ({@code N}).
 */
final class Announcement {

    static final byte ENTRIES = 'P';
    static final byte EVENT = 'S';
    static final byte NEWS = 'N';

    private static final JsonFactory JSON = new JsonFactory();

    private Announcement() {}

    /** News of a room. */
    static byte[] encode(RoomNews news) {
        if (news instanceof RoomNews.Signal signal) {
            return event(signal.json());
        }
        return json(out -> {
            if (news instanceof RoomNews.Joined joined) {
                out.writeStringField("kind", "joined");
                member(out, joined.user(), joined.connectionId(), joined.memberCount(), joined.timestamp());
            } else if (news instanceof RoomNews.Left left) {
                out.writeStringField("kind", "left");
                member(out, left.user(), left.connectionId(), left.memberCount(), left.timestamp());
            } else if (news instanceof RoomNews.Kicked kicked) {
                out.writeStringField("kind", "kicked");
                out.writeStringField("userId", kicked.userId());
            }
        });
    }

    /** News of the server. */
    static byte[] encode(ServerNews news) {
        if (news instanceof ServerNews.ToEveryone everyone) {
            return event(everyone.json());
        }
        return json(out -> {
            if (news instanceof ServerNews.Disconnect disconnect) {
                out.writeStringField("kind", "disconnect");
                out.writeStringField("userId", disconnect.userId());
            } else if (news instanceof ServerNews.Spending spending) {
                out.writeStringField("kind", "spending");
                out.writeStringField("instance", spending.instance());
                out.writeStringField("spent", lines(spending.byUser()));
            }
        });
    }

    /** A line a user: the amounts with commas between them, a space, the user id, in which there is no line's end. */
    private static String lines(Map<String, long[]> byUser) {
        StringBuilder lines = new StringBuilder();
        byUser.forEach((userId, amounts) -> {
            for (int i = 0; i < amounts.length; i++) {
                lines.append(i == 0 ? "" : ",").append(amounts[i]);
            }
            lines.append(' ').append(userId).append('\n');
        });
        return lines.toString();
    }

    private static Map<String, long[]> amountsByUser(String lines) {
        Map<String, long[]> byUser = new HashMap<>();
        for (String line : lines.split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0) {
                byUser.put(
                        line.substring(space + 1),
                        Arrays.stream(line.substring(0, space).split(","))
                                .mapToLong(Long::parseLong)
                                .toArray());
            }
        }
        return byUser;
    }

    private static byte[] event(byte[] json) {
        byte[] payload = new byte[json.length + 1];
        payload[0] = EVENT;
        System.arraycopy(json, 0, payload, 1, json.length);
        return payload;
    }

    private static void member(JsonGenerator out, UserRef user, String connectionId, int memberCount, long timestamp)
            throws IOException {
        out.writeObjectFieldStart("user");
        out.writeStringField("id", user.id());
        out.writeStringField("username", user.username());
        out.writeBooleanField("guest", user.guest());
        out.writeEndObject();
        out.writeStringField("connectionId", connectionId);
        out.writeNumberField("memberCount", memberCount);
        out.writeNumberField("timestamp", timestamp);
    }

    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] json(Body body) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            bytes.append(NEWS);
            try (JsonGenerator out = JSON.createGenerator(bytes)) {
                out.writeStartObject();
                body.write(out);
                out.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException cannotHappenInMemory) {
            throw new UncheckedIOException(cannotHappenInMemory);
        }
    }

    /** Entries, oldest first. */
    static List<Publication> entries(byte[] payload) {
        List<Publication> entries = new ArrayList<>(1);
        Lines lines = new Lines(payload, 1);
        String epoch = lines.word();
        while (!lines.isThrough()) {
            long offset = lines.number();
            long timestamp = lines.number();
            long headLength = lines.number();
            long contentLength = lines.number();
            byte[] head = lines.bytes(headLength);
            byte[] content = contentLength < 0 ? null : lines.bytes(contentLength);
            entries.add(new Publication(epoch, offset, timestamp, Event.complete(head, offset, timestamp, content)));
        }
        return entries;
    }

    /** News of a room; null where it is of a kind that only a newer version knows. */
    static RoomNews roomNews(byte[] payload) throws IOException {
        if (payload[0] == EVENT) {
            return new RoomNews.Signal(Arrays.copyOfRange(payload, 1, payload.length));
        }
        Fields fields = Fields.of(payload);
        return switch (fields.kind) {
            case "joined" ->
                new RoomNews.Joined(fields.user(), fields.connectionId, fields.memberCount, fields.timestamp);
            case "left" -> new RoomNews.Left(fields.user(), fields.connectionId, fields.memberCount, fields.timestamp);
            case "kicked" -> new RoomNews.Kicked(fields.userId);
            default -> null;
        };
    }

    /** News of the server; null where it is of a kind that only a newer version knows. */
    static ServerNews serverNews(byte[] payload) throws IOException {
        if (payload[0] == EVENT) {
            return new ServerNews.ToEveryone(Arrays.copyOfRange(payload, 1, payload.length));
        }
        Fields fields = Fields.of(payload);
        return switch (fields.kind) {
            case "disconnect" -> new ServerNews.Disconnect(fields.userId);
            case "spending" -> new ServerNews.Spending(fields.instance, amountsByUser(fields.spent));
            default -> null;
        };
    }

    /** The fields that news has, flat: those of its user have names of their own. */
    private static final class Fields {
        private String kind = "";
        private String id;
        private String username;
        private boolean guest;
        private String userId;
        private String connectionId;
        private String instance;
        private String spent;
        private int memberCount;
        private long timestamp;

        static Fields of(byte[] payload) throws IOException {
            Fields fields = new Fields();
            try (JsonParser in = JSON.createParser(payload, 1, payload.length - 1)) {
                for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                    if (token == JsonToken.FIELD_NAME) {
                        fields.read(in.currentName(), in);
                    }
                }
            }
            return fields;
        }

        private void read(String name, JsonParser in) throws IOException {
            in.nextToken();
            switch (name) {
                case "kind" -> kind = in.getText();
                case "id" -> id = in.getText();
                case "username" -> username = in.getText();
                case "guest" -> guest = in.getBooleanValue();
                case "userId" -> userId = in.getText();
                case "connectionId" -> connectionId = in.getText();
                case "instance" -> instance = in.getText();
                case "spent" -> spent = in.getText();
                case "memberCount" -> memberCount = in.getIntValue();
                case "timestamp" -> timestamp = in.getLongValue();
                default -> {
                    // Of a newer version, or the beginning of the user.
                }
            }
        }

        UserRef user() {
            return new UserRef(id, username, guest);
        }
    }
}
