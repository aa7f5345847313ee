package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.redis.link.ClusterMasters.Master;

/**
 * A cluster: connections of our own to each master, each with a probe of its own, and every key and channel by its slot.
 * The client library's cluster connection does not serve: it subscribes on a node that it picks by chance, and takes no
 * batch over several slots. {@link ClusterDiscovery} says which master has which slots. Owned by one event loop.
 */
final class ClusterTopology implements Topology {

    private static final long EXPIRY_MILLIS = 100;

    private final Vertx vertx;
    private final Context loop;
    private final ClusterDiscovery discovery;
    private final List<Script> scripts;
    private final String formatKey;
    private final String probeChannel;
    private final ChannelListener listener;
    private final LinkMetrics metrics;
    private final List<Consumer<Reached>> onReached = new CopyOnWriteArrayList<>();

    private final Map<String, Master> masters = new HashMap<>();
    private final Map<String, Master> channels = new HashMap<>();
    private final List<Pending> parked = new ArrayList<>();
    private final WritesBySlot writes = new WritesBySlot(this::masterOf);
    private final Set<String> stores = new HashSet<>();
    private volatile ClusterMasters serving = ClusterMasters.none();
    private boolean closed;
    private long expiry;

    ClusterTopology(
            Vertx vertx,
            RedisOptions options,
            List<Script> scripts,
            String formatKey,
            String probeChannel,
            ChannelListener listener,
            LinkMetrics metrics) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.discovery = new ClusterDiscovery(vertx, options, masters::keySet, this::use, this::sendMoved);
        this.scripts = scripts;
        this.formatKey = formatKey;
        this.probeChannel = probeChannel;
        this.listener = listener;
        this.metrics = metrics;
        metrics.watch(
                this,
                cluster -> cluster.serving.sum(Node::waiting),
                cluster -> cluster.serving.max(Node::oldestSeconds, 0),
                cluster -> cluster.serving.sum(node -> node.subscriptions().channels()),
                cluster ->
                        cluster.serving.max(node -> node.subscriptions().probe().age(), Double.NaN));
        metrics.watchUp(() -> isUp() ? 1 : 0);
    }

    @Override
    public void start() {
        loop.runOnContext(started -> {
            expiry = vertx.setPeriodic(EXPIRY_MILLIS, id -> expire());
            discovery.start();
        });
    }

    @Override
    public void close() {
        loop.runOnContext(now -> {
            closed = true;
            discovery.close();
            vertx.cancelTimer(expiry);
            parked.forEach(Pending::giveUp);
            parked.clear();
            writes.giveUp();
            masters.values().forEach(master -> master.node().close());
        });
    }

    @Override
    public CompletionStage<Response> send(Call call) {
        Pending pending = new Pending(call);
        if (pending.isWrite()) {
            loop.runOnContext(now -> writes.send(pending));
        } else {
            route(pending);
        }
        return pending.answer;
    }

    /** Gives up what waits for too long to be sent. */
    private void expire() {
        long now = System.nanoTime();
        parked.forEach(call -> {
            if (call.isExpired(now)) {
                call.giveUp();
            }
        });
        writes.expire(now);
    }

    private Node masterOf(int slot) {
        Master master = closed ? null : serving.of(slot);
        return master == null ? null : master.node();
    }

    private void route(Pending pending) {
        Master master = serving.of(pending.call.key());
        if (master == null) {
            pending.giveUp();
        } else {
            master.node().send(pending);
        }
    }

    /** To whoever serves the key now. Its store may be another, and what was made for the one before is made anew. */
    private void routeAgain(Pending pending) {
        if (pending.call.again() == Call.Again.IN_ANY_ORDER) {
            pending.answer.completeExceptionally(new StoreChangedException());
        } else {
            route(pending);
        }
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        CompletableFuture<Void> active = new CompletableFuture<>();
        loop.runOnContext(now -> {
            Master master = serving.of(channel);
            channels.put(channel, master);
            if (master == null) {
                active.completeExceptionally(new BrokerException(BrokerException.Reason.UNAVAILABLE));
            } else {
                master.node().subscriptions().subscribe(channel).whenComplete((done, failure) -> {
                    if (failure == null) {
                        active.complete(null);
                    } else {
                        active.completeExceptionally(failure);
                    }
                });
            }
        });
        return active;
    }

    @Override
    public void unsubscribe(String channel) {
        loop.runOnContext(now -> {
            Master master = channels.remove(channel);
            if (master != null) {
                master.node().subscriptions().unsubscribe(channel);
            }
        });
    }

    @Override
    public void onReached(Consumer<Reached> heard) {
        onReached.add(heard);
    }

    @Override
    public boolean isUp() {
        return serving.every(Node::isUp);
    }

    @Override
    public boolean isUp(String key) {
        Master master = serving.of(key);
        return master != null && master.node().isUp();
    }

    @Override
    public boolean isProven() {
        return serving.every(node -> node.subscriptions().probe().isProven());
    }

    @Override
    public boolean takesWrites() {
        return serving.every(Node::takesWrites);
    }

    @Override
    public boolean evicts() {
        return serving.any(Node::evicts);
    }

    @Override
    public boolean isOneNode() {
        return false;
    }

    @Override
    public String announceCommand() {
        return PubSub.SHARDED.publish();
    }

    @Override
    public CompletionStage<Response> publish(String channel, byte[] payload) {
        Master master = serving.of(channel);
        if (master == null) {
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE));
        }
        return send(master.node().publication(channel, payload));
    }

    // --- which master has which slots ---

    /** It was asked who has which slots: what moved is sent there. */
    private void sendMoved() {
        List<Pending> waiting = List.copyOf(parked);
        parked.clear();
        waiting.forEach(this::routeAgain);
        writes.goOn();
    }

    private void use(SlotMap map) {
        List<Master> gone = new ArrayList<>();
        for (Master master : List.copyOf(masters.values())) {
            if (!master.address().equals(map.masters()[master.probeSlot()])) {
                masters.remove(master.address());
                gone.add(master);
            }
        }
        map.oneSlotOfEach()
                .forEach((address, slot) -> masters.computeIfAbsent(address, fresh -> join(fresh, slot, map)));
        Master[] bySlot = new Master[Slots.COUNT];
        for (int slot = 0; slot < bySlot.length; slot++) {
            bySlot[slot] = map.masters()[slot] == null ? null : masters.get(map.masters()[slot]);
        }
        serving = new ClusterMasters(bySlot);
        moveChannels();
        gone.forEach(master -> master.node().close());
    }

    private Master join(String address, int slot, SlotMap map) {
        Node.Shared shared =
                new Node.Shared(vertx, loop, scripts, listener, PubSub.SHARDED, metrics, discovery::refresh);
        boolean hasFormat = address.equals(map.masters()[Slots.of(formatKey)]);
        Node node = new Node(
                address,
                discovery.options(address),
                shared,
                hasFormat ? formatKey : null,
                probeChannel(slot),
                this::reached,
                this::moved);
        node.start();
        return new Master(address, node, slot);
    }

    /** A channel of this instance's own in that slot. */
    private String probeChannel(int slot) {
        for (int n = 0; ; n++) {
            String channel = probeChannel + ":{" + n + "}";
            if (Slots.of(channel) == slot) {
                return channel;
            }
        }
    }

    private void moveChannels() {
        channels.replaceAll((channel, before) -> {
            Master now = serving.of(channel);
            if (now != before) {
                if (before != null) {
                    before.node().subscriptions().unsubscribe(channel);
                }
                if (now != null) {
                    now.node().subscriptions().takeOver(channel);
                }
            }
            return now;
        });
    }

    private void moved(List<Pending> calls) {
        if (closed) {
            calls.forEach(Pending::giveUp);
            return;
        }
        calls.stream().filter(call -> !call.isWrite()).forEach(parked::add);
        writes.takeBack(calls.stream().filter(Pending::isWrite).toList());
        discovery.refresh();
    }

    private void reached(String store) {
        Reached reached = new Reached(store, stores.add(store));
        onReached.forEach(heard -> heard.accept(reached));
    }
}
