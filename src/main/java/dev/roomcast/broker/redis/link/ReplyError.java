package dev.roomcast.broker.redis.link;

import java.util.Set;

import io.vertx.redis.client.Response;

/** What an error that Redis answered with means for the call. */
enum ReplyError {
    /** It will pass: the call is to be sent again, here. */
    PASSES,
    /** This is not the node to ask any more: the call is to be sent again on a new connection. */
    RECONNECT,
    /** The key is on another node of the cluster. */
    MOVED,
    /** The node does not know the script. */
    UNKNOWN_SCRIPT,
    /** The data is of a newer version of Roomcast. */
    NEWER,
    /** The call is at fault: sending it again would not help. */
    FAULT;

    private static final Set<String> PASSING =
            Set.of("OOM", "LOADING", "BUSY", "TRYAGAIN", "MISCONF", "NOREPLICAS", "CLUSTERDOWN");
    private static final Set<String> RECONNECTING = Set.of("READONLY", "MASTERDOWN", "NOAUTH", "NOPERM");

    /** How the client answers in Redis' place where the connection ended; to calls that went together, in a last line. */
    private static final String ENDED = "CONNECTION_CLOSED";

    /** Whether it is what Redis answered, and not the end of the way to it. */
    static boolean isReply(Throwable failure) {
        return failure instanceof Response
                && !String.valueOf(failure.getMessage()).endsWith(ENDED);
    }

    /** {@code message}: as Redis gave it, which begins with a word in capitals. */
    static ReplyError of(String message) {
        String text = message == null ? "" : message;
        String word = word(text);
        // Before version 7 an error inside a script stands behind words of the script's.
        int inner = word.equals("ERR") ? text.lastIndexOf(": -") : -1;
        if (inner >= 0) {
            word = word(text.substring(inner + 3));
        }
        if (PASSING.contains(word)) {
            return PASSES;
        }
        if (RECONNECTING.contains(word)) {
            return RECONNECT;
        }
        return switch (word) {
            case "MOVED", "ASK" -> MOVED;
            case "NOSCRIPT" -> UNKNOWN_SCRIPT;
            case "NEWER" -> NEWER;
            default -> ofText(text);
        };
    }

    private static ReplyError ofText(String text) {
        if (text.contains("OOM command not allowed")) {
            return PASSES;
        }
        // In a script; the greeting of the next connection says which right is missing.
        return text.contains("The user executing the script can't") ? RECONNECT : FAULT;
    }

    private static String word(String text) {
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }
}
