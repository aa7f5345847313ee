package dev.roomcast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens while the application is busy: its callbacks run when a test says so. */
class SlowApplicationTest {

    private static final int MOST_EVENTS = 10;

    private final ScriptedLoop loop = new ScriptedLoop();
    private final ScriptedServer server = new ScriptedServer();
    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Long> told = new ArrayList<>();
    private RoomcastClient client;

    @BeforeEach
    void open() {
        Settings settings = RoomcastClient.builder(URI.create("ws://chat.example/ws"))
                .maxQueuedEvents(MOST_EVENTS)
                .decider((roomId, messageId, error) -> {
                    asked.add(messageId);
                    return Decision.DROP;
                })
                .settings(() -> 0.5);
        client = new RoomcastClient(settings, loop, callbacks::add, server, () -> {});
        client.room("r").onMessage(message -> {});
        client.addRoomListener(new RoomListener() {
            @Override
            public void message(Message message) {
                told.add(message.offset());
            }
        });
        client.connect();
        loop.rest();
        server.last().accept();
        loop.rest();
        ObjectNode welcome = Frames.object("welcome");
        welcome.putObject("user").put("id", "u1").put("username", "One");
        server.last().say(welcome);
        loop.rest();
        client.room("r").join(JoinOptions.DEFAULT.withHistory(0));
        loop.rest();
        server.last()
                .say(Frames.ofRoom("room-joined", "r")
                        .put("id", server.last().hear().path("id").asText())
                        .put("memberCount", 1)
                        .put("epoch", "e1")
                        .put("offset", 0));
        loop.rest();
        runCallbacks();
    }

    @Test
    void nothingMoreIsReadThanTheApplicationKeepsUpWith() {
        for (int offset = 1; offset <= 100; offset++) {
            server.last().say(message(offset));
            loop.rest();
        }
        assertThat(client.room("r").position().orElseThrow().offset()).isEqualTo(MOST_EVENTS);

        runCallbacks();

        assertThat(client.room("r").position().orElseThrow().offset()).isEqualTo(100);
        assertThat(told).hasSize(100).isSorted().doesNotHaveDuplicates();
    }

    /** Its answers could not be heard: the silence is of this side's making. */
    @Test
    void aConnectionThatIsNotReadIsNotTakenForSilent() {
        for (int offset = 1; offset <= MOST_EVENTS + 1; offset++) {
            server.last().say(message(offset));
            loop.rest();
        }
        loop.pass(120_000);
        assertThat(client.state().name()).isEqualTo("open");

        runCallbacks();
        server.fallSilent();
        loop.pass(20_000);
        assertThat(client.state().name()).isEqualTo("waiting");
    }

    @Test
    void eachRefusedMessageWaitsForItsOwnDecision() {
        publish("x1");
        publish("x2");
        publish("x3");
        loop.rest();
        refuse();
        refuse();
        assertThat(server.last().hear().path("messageId").asText()).isEqualTo("x3");

        callbacks.removeIf(callback -> {
            if (!asked.isEmpty()) {
                return false;
            }
            callback.run();
            return true;
        });
        loop.rest();

        assertThat(asked).containsExactly("x1");
        assertThat(server.last().hear()).as("x2, which is not decided on yet").isNull();
        runCallbacks();
        assertThat(asked).containsExactly("x1", "x2");
        assertThat(server.last().hear()).isNull();
        assertThat(client.unsent()).isEqualTo(1);
    }

    private CompletableFuture<Ack> publish(String messageId) {
        return client.room("r").publish("text", PublishOptions.DEFAULT.withMessageId(messageId));
    }

    private void refuse() {
        String id = server.last().hear().path("id").asText();
        server.last().say(Frames.object("error").put("id", id).put("code", "internal"));
        loop.rest();
    }

    private static ObjectNode message(int offset) {
        ObjectNode message =
                Frames.ofRoom("room-message", "r").put("offset", offset).put("content", "text");
        message.putObject("user").put("id", "u2");
        return message;
    }

    private void runCallbacks() {
        while (!callbacks.isEmpty()) {
            callbacks.poll().run();
            loop.rest();
        }
    }
}
