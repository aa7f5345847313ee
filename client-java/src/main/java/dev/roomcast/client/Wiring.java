package dev.roomcast.client;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Joins the parts of a client: what one of them says that others have to hear. All on the loop. */
final class Wiring implements Link.Host, Rooms.Host, Outbox.Host {

    private static final int TOO_LARGE = 1009;

    private final RoomcastClient client;

    Wiring(RoomcastClient client) {
        this.client = client;
    }

    // --- the connection ---

    @Override
    public void receive(JsonNode message) {
        String type = Frames.type(message);
        if (type.equals("room-joined")) {
            client.rooms().joined(message); // before the history, which may be the very next frame
        }
        boolean isReplay = type.equals("message-history");
        if (client.requests().answer(message)) {
            return;
        }
        if (isReplay) {
            client.rooms().replay(message);
            return;
        }
        switch (type) {
            case "welcome" -> client.link().welcomed(message);
            case "auth-success" ->
                client.link()
                        .admit(
                                Frames.user(message.path("user")),
                                Frames.optionalInstant(message.path("expiresAt")),
                                null);
            case "auth-failed" -> client.link().refused(RoomcastException.of(message));
            case "token-expiring" -> client.link().expiring(message);
            case "reconnect" ->
                client.link()
                        .draining(
                                message.path("reason").asText(),
                                Math.max(0, message.path("afterMs").asLong()));
            default -> receiveOfRooms(type, message);
        }
    }

    private void receiveOfRooms(String type, JsonNode message) {
        Rooms rooms = client.rooms();
        switch (type) {
            case "room-message", "chat-message", "message-deleted" -> rooms.live(message);
            case "message-batch" -> message.path("messages").forEach(rooms::live);
            case "room-reset" -> rooms.reset(message);
            case "room-left" -> putOut(message);
            case "user-joined", "user-left" -> rooms.changed(Frames.change(message), type.equals("user-joined"));
            case "room-signal" -> {
                Signal signal = Frames.signal(message);
                rooms.tell(signal.roomId(), listener -> listener.signal(signal));
            }
            case "room-stats" ->
                rooms.counted(
                        Frames.roomId(message), message.path("memberCount").asInt());
            default -> receiveOfAll(type, message);
        }
    }

    private void receiveOfAll(String type, JsonNode message) {
        switch (type) {
            case "chat" ->
                tell(listener -> listener.chat(
                        Frames.user(message.path("user")),
                        message.path("message").asText(),
                        Frames.instant(message.path("timestamp"))));
            case "admin-message" ->
                tell(listener -> listener.adminMessage(
                        message.path("from").asText(),
                        message.path("content"),
                        Frames.instant(message.path("timestamp"))));
            case "error" -> tell(listener -> listener.error(RoomcastException.of(message)));
            default -> {} // a pong, an answer that came too late, or something of a newer protocol
        }
    }

    private void putOut(JsonNode message) {
        String roomId = Frames.roomId(message);
        String reason = message.path("reason").asText();
        RoomcastException error = new RoomcastException(ErrorCode.NOT_IN_ROOM, reason);
        client.rooms().tell(roomId, listener -> listener.removed(roomId, reason));
        if (client.rooms().drop(roomId, error)) {
            client.outbox().rejectRoom(roomId, error);
        }
    }

    @Override
    public void authenticate(String token, Consumer<RoomcastException> then) {
        client.authenticate(token, (user, error) -> then.accept(error));
    }

    @Override
    public void up(User user, boolean isNew) {
        client.outbox().signedInAs(user);
        if (isNew) {
            takeWaiting().forEach(promise -> promise.resolve(user));
            client.rooms().enterAll();
            client.outbox().pumpAll();
        }
    }

    @Override
    public void down(Verdict verdict, int code, String reason) {
        client.rooms().leaveAll();
        if (verdict == Verdict.WITHOUT_REPEATING) {
            ErrorCode what = code == TOO_LARGE ? ErrorCode.TOO_LARGE : ErrorCode.BAD_REQUEST;
            client.outbox().rejectSent(new RoomcastException(what, reason));
        }
        String text = reason.isEmpty() ? "the connection was lost" : reason;
        client.requests().failAll(new RoomcastException(ErrorCode.DISCONNECTED, text));
    }

    @Override
    public void ended(RoomcastException error) {
        takeWaiting().forEach(promise -> promise.reject(error));
        client.outbox().rejectAll(error); // before what is asked fails, and in their order
        client.rooms().giveUp(error);
        client.requests().failAll(error);
    }

    private List<Promise<User>> takeWaiting() {
        List<Promise<User>> all = List.copyOf(client.waiting());
        client.waiting().clear();
        return all;
    }

    @Override
    public boolean isBehind() {
        return client.callbacks().isFull();
    }

    @Override
    public void tell(Consumer<ClientListener> event) {
        client.tell(event);
    }

    // --- rooms ---

    @Override
    public boolean isUp() {
        return client.link().isUp();
    }

    @Override
    public void tell(Stay stay, Consumer<RoomListener> event) {
        if (stay != null) {
            client.tellRoom(List.copyOf(stay.holders), event);
        }
    }

    @Override
    public void read(Stay stay, Entry entry) {
        client.outbox().seen(entry);
        tell(stay, listener -> {
            if (entry instanceof Message message) {
                listener.message(message);
            } else if (entry instanceof Deletion deletion) {
                listener.deleted(deletion);
            }
        });
    }

    @Override
    public void opened(String roomId) {
        client.outbox().pump(roomId);
    }

    @Override
    public void lost(String roomId, RoomcastException error) {
        client.outbox().rejectRoom(roomId, error);
    }

    // --- outbox ---

    @Override
    public boolean canSend(String roomId) {
        return isUp() && client.rooms().canWrite(roomId);
    }

    @Override
    public Optional<Position> position(String roomId) {
        return client.rooms().position(roomId);
    }

    @Override
    public void ask(ObjectNode message, Requests.Reply reply) {
        client.requests().ask(message, reply);
    }

    @Override
    public void suspect() {
        client.link().probe();
    }

    @Override
    public void tell(OutboxEvent event) {
        tell(listener -> listener.outbox(event));
    }
}
