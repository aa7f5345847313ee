package dev.roomcast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Plays one of the {@code client-scenarios}: their README says what each step means. */
final class ScenarioPlayer {

    private static final double HALF = 0.5;

    private final ScriptedLoop loop = new ScriptedLoop();
    private final ScriptedServer server = new ScriptedServer();
    private final Map<String, JsonNode> variables = new HashMap<>();
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, CompletableFuture<?>> results = new HashMap<>();
    private final List<ObjectNode> told = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final RoomcastClient client;

    private ScenarioPlayer(JsonNode options) {
        ClientBuilder builder = RoomcastClient.builder(URI.create("ws://chat.example/ws"));
        apply(options, builder);
        client = new RoomcastClient(builder.settings(() -> HALF), loop, loop::execute, server, () -> {});
        client.addRoomListener(new EventRecorder(told));
    }

    /** Plays all steps, or fails at the first that is not as it should be. */
    static void play(JsonNode scenario) {
        ScenarioPlayer player = new ScenarioPlayer(scenario.path("options"));
        int number = 0;
        for (JsonNode step : scenario.path("steps")) {
            number++;
            try {
                player.step(step);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("step " + number + ", " + step + ": " + e.getMessage(), e);
            }
        }
        assertThat(number).isPositive();
        player.client.close();
        player.loop.rest();
    }

    private void apply(JsonNode options, ClientBuilder builder) {
        options.fieldNames().forEachRemaining(name -> {
            JsonNode value = options.get(name);
            switch (name) {
                case "window" -> builder.window(value.asInt());
                case "tries" -> builder.tries(value.asInt());
                case "outboxMessages" -> builder.outbox(value.asInt(), 1024 * 1024);
                case "requestTimeout" -> builder.requestTimeout(Duration.ofMillis(value.asLong()));
                case "signIn" -> builder.signInByMessage();
                case "token" -> builder.token(value.asText());
                case "tokens" -> builder.token(source(value.elements()));
                case "decisions" -> builder.decider(decider(value.elements()));
                case "sendRate" ->
                    builder.sendRate(
                            value.path("perSecond").asDouble(),
                            value.path("burst").asInt());
                default -> throw new IllegalArgumentException("no option " + name);
            }
        });
    }

    private TokenSource source(Iterator<JsonNode> tokens) {
        return need -> {
            asked.add(need.name().toLowerCase(java.util.Locale.ROOT));
            JsonNode next = tokens.hasNext() ? tokens.next() : JsonNodeFactory.instance.nullNode();
            if (next.path("fails").asBoolean()) {
                throw new IllegalStateException("no token now");
            }
            return next.textValue();
        };
    }

    private static Decider decider(Iterator<JsonNode> decisions) {
        return (roomId, messageId, error) -> Decision.valueOf(
                decisions.next().asText().toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    private void step(JsonNode step) {
        if (step.has("client")) {
            act(step);
        } else if (step.has("server")) {
            serve(step);
        } else if (step.has("passes")) {
            loop.pass(step.path("passes").asLong());
        } else if (step.has("told")) {
            checkTold(step.path("told"));
        } else if (step.has("state")) {
            checkState(step.path("state"));
        } else if (step.has("settled")) {
            checkSettled(step);
        } else if (step.has("pending")) {
            assertThat(results.get(step.path("pending").asText())).isNotDone();
        } else if (step.has("asked")) {
            List<String> expected = new ArrayList<>();
            step.path("asked").forEach(need -> expected.add(need.asText()));
            assertThat(asked).isEqualTo(expected);
            asked.clear();
        } else if (step.has("unsent")) {
            assertThat(client.unsent()).isEqualTo(step.path("unsent").asInt());
        } else {
            throw new IllegalArgumentException("no such step");
        }
        loop.rest();
    }

    // --- the application ---

    private void act(JsonNode step) {
        String roomId = step.path("room").asText();
        String holder = roomId + "/" + step.path("holder").asText();
        Room room = rooms.computeIfAbsent(holder, key -> client.room(roomId));
        CompletableFuture<?> result = switch (step.path("client").asText()) {
            case "connect" -> {
                client.connect();
                yield null;
            }
            case "close" -> {
                client.close();
                yield null;
            }
            case "ready" -> client.ready();
            case "join" -> room.join(joinOptions(step));
            case "leave" -> room.leave();
            case "publish" ->
                room.publish(
                        step.path("content"),
                        step.has("messageId")
                                ? PublishOptions.DEFAULT.withMessageId(
                                        step.path("messageId").asText())
                                : PublishOptions.DEFAULT);
            case "delete" -> room.delete(step.path("offset").asLong());
            case "history" -> room.history(step.path("limit").asInt());
            default -> throw new IllegalArgumentException("no such action");
        };
        if (result != null && step.has("as")) {
            results.put(step.path("as").asText(), result);
        }
        loop.rest();
    }

    private static JoinOptions joinOptions(JsonNode step) {
        JoinOptions options = JoinOptions.DEFAULT;
        if (step.has("history")) {
            options = options.withHistory(step.path("history").asInt());
        }
        if (step.has("since")) {
            options = options.withSince(Frames.position(step.path("since")));
        }
        return step.path("members").asBoolean() ? options.withMembers() : options;
    }

    private void checkTold(JsonNode expected) {
        assertThat(told).as("events").hasSameSizeAs(expected);
        for (int i = 0; i < told.size(); i++) {
            match(expected.get(i), told.get(i));
        }
        told.clear();
    }

    private void checkState(JsonNode expected) {
        State state = client.state();
        assertThat(state.name()).isEqualTo(expected.path("name").asText());
        if (expected.has("inMs")) {
            Instant when =
                    state instanceof State.Waiting waiting ? waiting.retryAt() : ((State.Draining) state).closesAt();
            assertThat(when.toEpochMilli() - loop.wallMillis())
                    .isEqualTo(expected.path("inMs").asLong());
        }
        if (expected.has("reason")) {
            String reason = state instanceof State.Closed closed ? closed.reason() : "";
            assertThat(reason).isEqualTo(expected.path("reason").asText());
        }
    }

    private void checkSettled(JsonNode step) {
        CompletableFuture<?> result = results.get(step.path("settled").asText());
        assertThat(result).isDone();
        if (step.has("fails")) {
            assertThat(result).isCompletedExceptionally();
            RoomcastException error = result.handle((value, thrown) -> {
                        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
                        return (RoomcastException) cause;
                    })
                    .join();
            assertThat(error.code().wireName()).isEqualTo(step.path("fails").asText());
        } else {
            match(step.path("with"), EventRecorder.result(result.join()));
        }
    }

    // --- the server ---

    private void serve(JsonNode step) {
        ScriptedServer.ScriptedSocket socket = server.last();
        switch (step.path("server").asText()) {
            case "opens" -> open(socket, step);
            case "welcomes" -> {
                open(socket, step);
                socket.say(Frames.object("welcome")
                        .set("user", Frames.object("").put("id", "u1").put("username", "One")));
            }
            case "unreachable" -> {
                assertThat(socket.isPending()).as("a handshake is under way").isTrue();
                socket.end(Transport.End.LOST, "");
            }
            case "no-attempt" ->
                assertThat(socket == null || !socket.isPending())
                        .as("no handshake is under way")
                        .isTrue();
            case "hears" -> {
                JsonNode heard = socket.hear();
                assertThat(heard).as("something that the client said").isNotNull();
                match(step.path("frame"), heard);
            }
            case "hears-nothing" -> assertThat(socket.hear()).isNull();
            case "says" -> socket.say(replaced(step.path("frame")));
            case "closes" ->
                socket.end(step.path("code").asInt(), step.path("reason").asText());
            case "cuts" -> socket.end(Transport.End.LOST, "");
            case "falls-silent" -> server.fallSilent();
            case "is-left" ->
                assertThat(socket.isGone()).as("the client has ended it").isTrue();
            default -> throw new IllegalArgumentException("no such thing");
        }
        loop.rest();
    }

    private void open(ScriptedServer.ScriptedSocket socket, JsonNode step) {
        assertThat(socket).as("a handshake").isNotNull();
        assertThat(socket.isPending()).as("a handshake is under way").isTrue();
        if (step.has("token")) {
            assertThat(socket.token()).hasValue(step.path("token").asText());
        }
        socket.accept();
        loop.rest();
    }

    // --- patterns ---

    /** What is expected is there, and may be more; {@code $name} is whatever it was where it was seen first. */
    private void match(JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            expected.fieldNames().forEachRemaining(name -> match(expected.get(name), actual.path(name)));
        } else if (expected.isArray()) {
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                match(expected.get(i), actual.get(i));
            }
        } else if (isVariable(expected)) {
            JsonNode known = variables.putIfAbsent(expected.textValue(), actual);
            assertThat(actual.isMissingNode()).as(expected.textValue()).isFalse();
            assertThat(known == null ? actual : known).isEqualTo(actual);
        } else {
            assertThat(actual.asText()).isEqualTo(expected.asText());
        }
    }

    private JsonNode replaced(JsonNode frame) {
        if (frame.has("entry")) {
            return entry(frame);
        }
        if (frame.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            frame.fieldNames().forEachRemaining(name -> copy.set(name, replaced(frame.get(name))));
            return copy;
        }
        if (frame.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            frame.forEach(element -> copy.add(replaced(element)));
            return copy;
        }
        if (isVariable(frame)) {
            assertThat(variables).containsKey(frame.textValue());
            return variables.get(frame.textValue());
        }
        return frame;
    }

    /** The short form of a message of the room {@code r}. */
    private static JsonNode entry(JsonNode shortForm) {
        int offset = shortForm.path("entry").asInt();
        String by = shortForm.path("by").asText("u2");
        ObjectNode entry = Frames.ofRoom("room-message", "r")
                .put("offset", offset)
                .put("content", "message " + offset)
                .put("timestamp", "2026-01-01T00:00:00.000Z")
                .put("messageId", shortForm.path("messageId").asText("m" + offset));
        entry.putObject("user").put("id", by).put("username", by);
        return entry;
    }

    private static boolean isVariable(JsonNode node) {
        return node.isTextual() && node.textValue().startsWith("$");
    }
}
