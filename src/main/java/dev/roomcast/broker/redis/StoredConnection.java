package dev.roomcast.broker.redis;

/**
 * A connection as a user's hash has it: {@code <incarnation>\n<authenticatedAt>\n<username>}. The scripts know the first
 * line.
 *
 * @param incarnation of the instance that has the connection
 * @param authenticatedAt when it signed in, milliseconds since 1970
 * @param username has no line break, as no name has
 */
record StoredConnection(String incarnation, long authenticatedAt, String username) {

    static StoredConnection parse(String value) {
        int first = value.indexOf('\n');
        int second = value.indexOf('\n', first + 1);
        return new StoredConnection(
                value.substring(0, first),
                Long.parseLong(value.substring(first + 1, second)),
                value.substring(second + 1));
    }

    String value() {
        return incarnation + '\n' + authenticatedAt + '\n' + username;
    }
}
