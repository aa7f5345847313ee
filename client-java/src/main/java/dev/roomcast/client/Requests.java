package dev.roomcast.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tells by its {@code id} which answer belongs to which request. All on the loop. */
final class Requests {

    /** What becomes of a request: one of the two is null. */
    interface Reply {
        void done(JsonNode answer, RoomcastException error);
    }

    private static final class Pending {
        private final Reply reply;
        private final Loop.Timer timer;
        private final List<JsonNode> parts = new ArrayList<>();

        Pending(Reply reply, Loop.Timer timer) {
            this.reply = reply;
            this.timer = timer;
        }
    }

    private final Loop loop;
    private final long timeoutMillis;
    private final Predicate<ObjectNode> send;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private long count;

    /** @param send false where there is no connection */
    Requests(Loop loop, long timeoutMillis, Predicate<ObjectNode> send) {
        this.loop = loop;
        this.timeoutMillis = timeoutMillis;
        this.send = send;
    }

    /** An id that no other request of this client has; the server knows one only for its connection. */
    String newId() {
        count++;
        return Long.toString(count);
    }

    void ask(ObjectNode message, Reply reply) {
        ask(message, newId(), reply);
    }

    /** Sends the message under that id, and calls back once, with the answer that carries it or with an error. */
    void ask(ObjectNode message, String id, Reply reply) {
        Loop.Timer timer = loop.after(timeoutMillis, () -> {
            pending.remove(id);
            String text = "nothing within " + timeoutMillis + " ms";
            reply.done(null, new RoomcastException(ErrorCode.TIMEOUT, text));
        });
        pending.put(id, new Pending(reply, timer));
        if (!send.test(message.deepCopy().put("id", id))) {
            fail(id, new RoomcastException(ErrorCode.DISCONNECTED, "there is no connection"));
        }
    }

    /** True where the message was an answer that somebody waited for. */
    boolean answer(JsonNode message) {
        String id = message.path("id").textValue();
        Pending waiting = id == null ? null : pending.get(id);
        if (waiting == null) {
            return false;
        }
        JsonNode answer = message;
        if (Frames.type(message).equals("message-history")) {
            message.path("messages").forEach(waiting.parts::add);
            if (message.path("more").asBoolean()) {
                return true;
            }
            ObjectNode whole = message.deepCopy();
            ArrayNode all = whole.putArray("messages");
            waiting.parts.forEach(all::add);
            answer = whole;
        }
        settle(id);
        if (Frames.type(answer).equals("error")) {
            waiting.reply.done(null, RoomcastException.of(answer));
        } else {
            waiting.reply.done(answer, null);
        }
        return true;
    }

    /** The connection is gone, and with it every answer. */
    void failAll(RoomcastException error) {
        for (String id : List.copyOf(pending.keySet())) {
            fail(id, error);
        }
    }

    private void fail(String id, RoomcastException error) {
        Pending waiting = settle(id);
        if (waiting != null) {
            waiting.reply.done(null, error);
        }
    }

    private Pending settle(String id) {
        Pending waiting = pending.remove(id);
        if (waiting != null) {
            waiting.timer.cancel();
        }
        return waiting;
    }
}
