package dev.roomcast.broker.redis.link;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;

/**
 * One server that takes writes, with the connections to it: one for writes, one for reads, so that a long history holds up
 * no publish, and one for subscriptions.
 */
final class Node {

    private static final byte[] NOTHING = {};

    private final Greeting writesGreeting;
    private final CommandConnection writes;
    private final CommandConnection reads;
    private final SubscriptionConnection subscriptions;

    /**
     * What nodes have in common.
     *
     * @param loop the event loop that owns all connections
     * @param pubSub the kind of pub/sub, where a node has it; else plain
     * @param onTrouble called where a connection is lost or refused: it may be no master any more
     */
    record Shared(
            Vertx vertx,
            Context loop,
            List<Script> scripts,
            ChannelListener listener,
            PubSub pubSub,
            LinkMetrics metrics,
            Runnable onTrouble) {}

    /**
     * @param name for logs
     * @param formatKey the key with the format's version; null where this node does not have it
     * @param probeChannel a channel that this node serves and nobody else uses
     * @param onReached told what names the data when writes reach the node
     * @param onMoved gets the calls that are another node's now
     */
    Node(
            String name,
            RedisOptions options,
            Shared shared,
            String formatKey,
            String probeChannel,
            Consumer<String> onReached,
            Consumer<List<Pending>> onMoved) {
        Connector connector = new Connector(shared.vertx, options);
        writesGreeting = new Greeting(shared.scripts, formatKey, true);
        writes = new CommandConnection(
                name + " writes",
                connector,
                shared,
                writesGreeting,
                new CommandConnection.Events(onReached, onMoved, shared.onTrouble));
        reads = new CommandConnection(
                name + " reads",
                connector,
                shared,
                new Greeting(shared.scripts, formatKey, false),
                new CommandConnection.Events(store -> {}, onMoved, shared.onTrouble));
        subscriptions = new SubscriptionConnection(
                name + " subscriptions", connector, shared, probeChannel, () -> probe(probeChannel));
    }

    /** The call that publishes to a channel of this node, at most once. On any thread. */
    Call publication(String channel, byte[] payload) {
        return Call.write(subscriptions.pubSub().publish(), channel, channel, payload)
                .once();
    }

    void start() {
        writes.start();
        reads.start();
        subscriptions.start();
    }

    void close() {
        writes.close();
        reads.close();
        subscriptions.close();
    }

    CompletionStage<?> send(Pending call) {
        (call.call.again() == Call.Again.READ ? reads : writes).send(call);
        return call.answer;
    }

    private CompletionStage<Response> probe(String channel) {
        Pending probe = new Pending(publication(channel, NOTHING));
        writes.sendFirst(probe);
        return probe.answer;
    }

    SubscriptionConnection subscriptions() {
        return subscriptions;
    }

    /** Whether it may drop keys when its memory is full, as it was set when it was last connected to. */
    boolean evicts() {
        return writesGreeting.evicts();
    }

    boolean isUp() {
        return writes.isUp() && reads.isUp();
    }

    /** Whether it is reached, and does what it is asked to. */
    boolean takesWrites() {
        return isUp() && !writes.isRefused();
    }

    /** Seconds that the oldest call has waited for. */
    double oldestSeconds() {
        return Math.max(writes.oldestSeconds(), reads.oldestSeconds());
    }

    int waiting() {
        return writes.waiting() + reads.waiting();
    }
}
