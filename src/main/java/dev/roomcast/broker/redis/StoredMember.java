package dev.roomcast.broker.redis;

import io.vertx.core.json.JsonObject;

import dev.roomcast.protocol.UserRef;

/**
 * A member as a room's hash has it: {@code <incarnation>\n<user as JSON>}. The scripts know the line.
 *
 * @param incarnation of the instance that has the connection
 */
record StoredMember(String incarnation, UserRef user) {

    static StoredMember parse(String value) {
        int line = value.indexOf('\n');
        JsonObject json = new JsonObject(value.substring(line + 1));
        UserRef user =
                new UserRef(json.getString("id"), json.getString("username"), json.getBoolean("guest", Boolean.FALSE));
        return new StoredMember(value.substring(0, line), user);
    }

    String value() {
        return incarnation
                + '\n'
                + new JsonObject()
                        .put("id", user.id())
                        .put("username", user.username())
                        .put("guest", user.guest())
                        .encode();
    }
}
