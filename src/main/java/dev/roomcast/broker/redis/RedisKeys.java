package dev.roomcast.broker.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Names of keys and channels. The braces say what shares a slot of a cluster: all of a room, all of a user, and what is of
 * the server as a whole.
 *
 * @param prefix what all of them begin with; without braces, and empty where this server has the Redis for itself
 */
record RedisKeys(String prefix) {

    /** What goes to all instances. */
    String news() {
        return prefix + "roomcast:news";
    }

    /** The version of all these names and of what is behind them. */
    String format() {
        return prefix + "{roomcast}:format";
    }

    /** Sorted set: instances, by when their lease was renewed, milliseconds of Redis' clock. */
    String instances() {
        return prefix + "{roomcast}:instances";
    }

    /** Sorted set: instances that are dead and still have something to clear, by when somebody began to. */
    String tombstones() {
        // The key keeps its first name: instances of an earlier version use it too.
        return prefix + "{roomcast}:graves";
    }

    /** Sorted set: open rooms, by name; a hint, since a room's own keys are the truth. */
    String rooms() {
        return prefix + "{roomcast}:rooms";
    }

    /** Sorted set: users online without guests, by id; a hint as well. */
    String users() {
        return prefix + "{roomcast}:users";
    }

    /** Hash: revocations by their id. */
    String revocations() {
        return prefix + "{roomcast}:revocations";
    }

    /** Hash: until when it is to be remembered that a revocation was taken back, by its id. */
    String revocationsTakenBack() {
        return prefix + "{roomcast}:revocations:taken-back";
    }

    /** String: another one after each change of the revocations. */
    String revocationsVersion() {
        return prefix + "{roomcast}:revocations:version";
    }

    /** Stream: the log's entries, each by its offset. */
    String messages(String room) {
        return room(room, "messages");
    }

    /** Hash: epoch, first and last offset, and what else is to be known of the log. */
    String meta(String room) {
        return room(room, "meta");
    }

    /** Sorted set: what is left of deleted entries, by offset. */
    String deleted(String room) {
        return room(room, "deleted");
    }

    /** Stream: a copy of the log without what was deleted, while it is made. */
    String copy(String room) {
        return room(room, "copy");
    }

    /** What message ids are remembered under: user and message id are to be added. */
    String receipts(String room) {
        return room(room, "receipt:");
    }

    /** Hash: members by connection. */
    String members(String room) {
        return room(room, "members");
    }

    /** Hash: connections that were taken out as members of a dead instance; it lasts for a while. */
    String missed(String room) {
        return room(room, "missed");
    }

    /** String: is there while a room is open where nobody is in yet. */
    String open(String room) {
        return room(room, "open");
    }

    /** Channel: announcements. */
    String live(String room) {
        return room(room, "live");
    }

    private String room(String room, String what) {
        return prefix + "room:{" + room + "}:" + what;
    }

    /** String: rooms of a user's last session. */
    String session(String userId) {
        return user(userId, "session");
    }

    /** Hash: a user's connections. */
    String connections(String userId) {
        return user(userId, "connections");
    }

    private String user(String userId, String what) {
        return prefix + "user:{" + percentEncoded(userId) + "}:" + what;
    }

    /** RFC 3986: all but unreserved characters. */
    private static String percentEncoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** Set: rooms that an instance has or had members in. */
    String roomsOf(String instance) {
        return prefix + "{roomcast}:instance:" + instance + ":rooms";
    }

    /** Set: users that an instance has or had connections of; guests too. */
    String usersOf(String instance) {
        return prefix + "{roomcast}:instance:" + instance + ":users";
    }

    /**
     * Stream: events that wait for back ends.
     *
     * @param tag names the stream, and decides on its slot; begins with a character that no room's name has
     */
    String events(String tag) {
        return room(tag, "events");
    }

    /** Hash: how far the targets were told of a stream of events. */
    String eventsState(String tag) {
        return room(tag, "events-state");
    }

    /** Stream: events that were put aside for a target. */
    String eventsFailed(String tag, String target) {
        return room(tag, "events-failed:" + target);
    }

    /** String: the instance that delivers events. */
    String eventsLeader() {
        return prefix + "{roomcast}:events:leader";
    }

    /** Sorted set: streams of events that were written to, and orders for who delivers them. */
    String eventsSignals() {
        return prefix + "{roomcast}:events:signals";
    }

    /** Hash: how it is with the targets, by name. */
    String eventsStates() {
        return prefix + "{roomcast}:events:states";
    }

    /** Channel: how an instance finds out that what it publishes comes back; in a Cluster more is added for the slot. */
    String probe(String instance) {
        return prefix + "roomcast:probe:" + instance;
    }
}
