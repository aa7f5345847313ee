package dev.roomcast.broker.redis.link;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;

/**
 * One server, or the master that sentinels name: they are asked anew for each connection, so that a failover is a
 * connection that was lost.
 */
final class SingleNode implements Topology {

    private final Node node;
    private final List<Consumer<Reached>> listeners = new CopyOnWriteArrayList<>();
    private String store;

    /** {@code probeChannel}: this instance alone uses it. */
    SingleNode(
            Vertx vertx,
            RedisOptions options,
            List<Script> scripts,
            String formatKey,
            String probeChannel,
            ChannelListener listener,
            LinkMetrics metrics) {
        Node.Shared shared =
                new Node.Shared(vertx, vertx.getOrCreateContext(), scripts, listener, PubSub.PLAIN, metrics, () -> {});
        node = new Node("redis", options, shared, formatKey, probeChannel, this::reached, SingleNode::refuse);
        metrics.watch(
                node,
                Node::waiting,
                Node::oldestSeconds,
                one -> one.subscriptions().channels(),
                one -> one.subscriptions().probe().age());
        metrics.watchUp(() -> node.isUp() ? 1 : 0);
    }

    /** A cluster where none was set up. */
    private static void refuse(List<Pending> moved) {
        moved.forEach(Pending::giveUp);
    }

    private void reached(String found) {
        Reached reached = new Reached(found, !found.equals(store));
        store = found;
        listeners.forEach(listener -> listener.accept(reached));
    }

    @Override
    public CompletionStage<Response> send(Call call) {
        Pending pending = new Pending(call);
        node.send(pending);
        return pending.answer;
    }

    @Override
    public void onReached(Consumer<Reached> listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isUp() {
        return node.isUp();
    }

    @Override
    public boolean isUp(String key) {
        return node.isUp();
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        return node.subscriptions().subscribe(channel);
    }

    @Override
    public void unsubscribe(String channel) {
        node.subscriptions().unsubscribe(channel);
    }

    @Override
    public boolean isProven() {
        return node.subscriptions().probe().isProven();
    }

    @Override
    public boolean takesWrites() {
        return node.takesWrites();
    }

    @Override
    public boolean evicts() {
        return node.evicts();
    }

    @Override
    public boolean isOneNode() {
        return true;
    }

    @Override
    public String announceCommand() {
        return PubSub.PLAIN.publish();
    }

    @Override
    public CompletionStage<Response> publish(String channel, byte[] payload) {
        return send(node.publication(channel, payload));
    }

    @Override
    public void start() {
        node.start();
    }

    @Override
    public void close() {
        node.close();
    }
}
