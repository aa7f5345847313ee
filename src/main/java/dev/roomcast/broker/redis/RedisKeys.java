package dev.roomcast.broker.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Names of what is in Redis. The braces say what shares a slot of a cluster: all of a room, all of a user, and what is of
 * the server as a whole.
 */
final class RedisKeys {

    /** What goes to all instances. */
    static final String NEWS = "roomcast:news";

    /** The version of all these names and of what is behind them. */
    static final String FORMAT = "{roomcast}:format";

    /** Sorted set: instances, by when their lease was renewed, milliseconds of Redis' clock. */
    static final String INSTANCES = "{roomcast}:instances";

    /** Sorted set: instances that are dead and still have something to clear, by when somebody began to. */
    static final String GRAVES = "{roomcast}:graves";

    /** Sorted set: open rooms, by name; a hint, since a room's own keys are the truth. */
    static final String ROOMS = "{roomcast}:rooms";

    /** Sorted set: users online without guests, by id; a hint as well. */
    static final String USERS = "{roomcast}:users";

    /** Hash: revocations by their id. */
    static final String REVOCATIONS = "{roomcast}:revocations";

    /** Hash: until when it is to be remembered that a revocation was taken back, by its id. */
    static final String REVOCATIONS_TAKEN_BACK = "{roomcast}:revocations:taken-back";

    /** String: another one after each change of the revocations. */
    static final String REVOCATIONS_VERSION = "{roomcast}:revocations:version";

    private RedisKeys() {}

    /** Stream: the log's entries, each by its offset. */
    static String messages(String room) {
        return room(room, "messages");
    }

    /** Hash: epoch, first and last offset, and what else is to be known of the log. */
    static String meta(String room) {
        return room(room, "meta");
    }

    /** Sorted set: what is left of deleted entries, by offset. */
    static String deleted(String room) {
        return room(room, "deleted");
    }

    /** Stream: a copy of the log without what was deleted, while it is made. */
    static String copy(String room) {
        return room(room, "copy");
    }

    /** What message ids are remembered under: user and message id are to be added. */
    static String receipts(String room) {
        return room(room, "receipt:");
    }

    /** Hash: members by connection. */
    static String members(String room) {
        return room(room, "members");
    }

    /** Hash: connections that were taken out as members of a dead instance; it lasts for a while. */
    static String missed(String room) {
        return room(room, "missed");
    }

    /** String: is there while a room is open where nobody is in yet. */
    static String open(String room) {
        return room(room, "open");
    }

    /** Channel: announcements. */
    static String live(String room) {
        return room(room, "live");
    }

    private static String room(String room, String what) {
        return "room:{" + room + "}:" + what;
    }

    /** String: rooms of a user's last session. */
    static String session(String userId) {
        return user(userId, "session");
    }

    /** Hash: a user's connections. */
    static String connections(String userId) {
        return user(userId, "connections");
    }

    private static String user(String userId, String what) {
        return "user:{" + percentEncoded(userId) + "}:" + what;
    }

    /** RFC 3986: all but unreserved characters. */
    private static String percentEncoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** Set: rooms that an instance has or had members in. */
    static String roomsOf(String instance) {
        return "{roomcast}:instance:" + instance + ":rooms";
    }

    /** Set: users that an instance has or had connections of; guests too. */
    static String usersOf(String instance) {
        return "{roomcast}:instance:" + instance + ":users";
    }
}
