package dev.roomcast.delivery;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.ops.ServerCounters;
import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.TestConfig;

/** The parts of delivery with default settings and no server around them, on a loop that the caller's thread turns. */
final class Workbench {

    private static final UserRef USER = new UserRef("user-4711", "Ada Lovelace", false);
    private static final long TIMESTAMP = 1_767_225_600_000L;
    private static final String[] WORDS =
            "the room a message offset of epoch and to members in order lossless when who reads slow".split(" ");

    private final Queue<Handler<Void>> due = new ArrayDeque<>();
    private final DeliveryMetrics metrics;
    private final CompressionService compression;
    private final LoopShard shard;

    Workbench() {
        RoomcastConfig config = TestConfig.of(Map.of());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        metrics = new DeliveryMetrics(new ServerCounters(registry), registry);
        compression = new CompressionService(config, metrics);
        shard = new LoopShard(null, loop(), compression, new BatchService(new RoomPolicies(config), metrics), metrics);
    }

    private Context loop() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("runOnContext")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    @SuppressWarnings("unchecked")
                    Handler<Void> action = (Handler<Void>) arguments[0];
                    due.add(action);
                    return null;
                });
    }

    CompressionService compression() {
        return compression;
    }

    LoopShard shard() {
        return shard;
    }

    /** The way out to one connection, with the default bound. */
    Outbox outbox(Wire wire) {
        return new Outbox(wire, shard, metrics, 1 << 20, false, false, () -> {
            throw new IllegalStateException("A wire of a benchmark is never slow");
        });
    }

    /** Does what is due on the loop. */
    void turn() {
        for (Handler<Void> action = due.poll(); action != null; action = due.poll()) {
            action.handle(null);
        }
    }

    /**
     * An entry of a room's log, as it goes to the members.
     *
     * @param contentBytes of words that a person might say
     */
    static byte[] entry(String room, int contentBytes) {
        Random random = new Random(contentBytes);
        StringBuilder text = new StringBuilder("\"");
        while (text.length() <= contentBytes) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        text.setLength(contentBytes + 1);
        byte[] content = text.append('"').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] head = Event.messageHead(MessageType.ROOM_MESSAGE, room, USER, "message-1");
        return Event.complete(head, 1_000_000, TIMESTAMP, content);
    }
}
