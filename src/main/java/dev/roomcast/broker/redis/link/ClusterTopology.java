package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.log.EventLog;

/**
 * A cluster: connections of our own to each master, each with a probe of its own, and every key and channel by its slot.
 * The client library's cluster connection does not serve: it subscribes on a node that it picks by chance, and takes no
 * batch over several slots. Which master has which slots is asked anew where one is lost or says that a key has moved,
 * and every few seconds. Owned by one event loop.
 */
final class ClusterTopology implements Topology {

    private static final EventLog LOG = EventLog.of(ClusterTopology.class);

    private static final long REFRESH_MILLIS = 5_000;

    /** Between two refreshes that somebody asked for. */
    private static final long PAUSE_MILLIS = 200;

    private static final long EXPIRY_MILLIS = 100;

    private final Vertx vertx;
    private final Context loop;
    private final ClusterAddresses addresses;
    private final List<Script> scripts;
    private final String formatKey;
    private final String probeChannel;
    private final ChannelListener listener;
    private final LinkMetrics metrics;
    private final List<Consumer<Reached>> onReached = new CopyOnWriteArrayList<>();

    private final Map<String, Member> members = new HashMap<>();
    private final Map<String, Member> channels = new HashMap<>();
    private final List<Pending> parked = new ArrayList<>();
    private final Map<Integer, SlotWrites> writes = new HashMap<>();
    private final Set<String> stores = new HashSet<>();
    private volatile Member[] bySlot;
    private boolean refreshing;
    private boolean refreshAgain;
    private boolean closed;
    private long timer;
    private long expiry;

    /** A master, and a slot of its own that its probe uses. */
    private record Member(String address, Node node, int probeSlot) {}

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
        this.addresses = new ClusterAddresses(options);
        this.scripts = scripts;
        this.formatKey = formatKey;
        this.probeChannel = probeChannel;
        this.listener = listener;
        this.metrics = metrics;
        metrics.watch(
                this,
                ClusterTopology::waiting,
                ClusterTopology::oldestSeconds,
                ClusterTopology::channels,
                ClusterTopology::probeAge);
        metrics.watchUp(() -> isUp() ? 1 : 0);
    }

    @Override
    public void start() {
        loop.runOnContext(started -> {
            timer = vertx.setPeriodic(REFRESH_MILLIS, id -> refresh());
            expiry = vertx.setPeriodic(EXPIRY_MILLIS, id -> expire());
            refresh();
        });
    }

    @Override
    public void close() {
        loop.runOnContext(now -> {
            closed = true;
            vertx.cancelTimer(timer);
            vertx.cancelTimer(expiry);
            parked.forEach(Pending::giveUp);
            parked.clear();
            List.copyOf(writes.values()).forEach(SlotWrites::giveUp);
            members.values().forEach(member -> member.node.close());
        });
    }

    @Override
    public CompletionStage<Response> send(Call call) {
        Pending pending = new Pending(call);
        if (pending.isWrite()) {
            loop.runOnContext(now -> write(pending));
        } else {
            route(pending);
        }
        return pending.answer;
    }

    private void write(Pending pending) {
        int slot = Slots.of(pending.call.key());
        SlotWrites of = writes.computeIfAbsent(slot, one -> new SlotWrites());
        of.add(pending);
        pending.answer.whenComplete((answer, failure) -> {
            of.answered(pending);
            forward(slot, of);
        });
        forward(slot, of);
    }

    private void forward(int slot, SlotWrites of) {
        Member member = bySlot == null || closed ? null : bySlot[slot];
        of.forward(member == null ? null : member.node);
        if (of.isThrough()) {
            writes.remove(slot, of);
        }
    }

    /** Gives up what waits for too long to be sent. */
    private void expire() {
        long now = System.nanoTime();
        parked.forEach(call -> {
            if (call.isExpired(now)) {
                call.giveUp();
            }
        });
        List.copyOf(writes.values()).forEach(of -> of.expire(now));
    }

    private void route(Pending pending) {
        Member[] map = bySlot;
        Member member = map == null ? null : map[Slots.of(pending.call.key())];
        if (member == null) {
            pending.giveUp();
        } else {
            member.node.send(pending);
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
            Member member = bySlot == null ? null : bySlot[Slots.of(channel)];
            channels.put(channel, member);
            if (member == null) {
                active.completeExceptionally(new BrokerException(BrokerException.Reason.UNAVAILABLE));
            } else {
                member.node.subscriptions().subscribe(channel).whenComplete((done, failure) -> {
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
            Member member = channels.remove(channel);
            if (member != null) {
                member.node.subscriptions().unsubscribe(channel);
            }
        });
    }

    @Override
    public void onReached(Consumer<Reached> heard) {
        onReached.add(heard);
    }

    @Override
    public boolean isUp() {
        return everyMaster(Node::isUp);
    }

    @Override
    public boolean isUp(String key) {
        Member[] map = bySlot;
        Member member = map == null ? null : map[Slots.of(key)];
        return member != null && member.node.isUp();
    }

    @Override
    public boolean isProven() {
        return everyMaster(node -> node.subscriptions().isProven());
    }

    private boolean everyMaster(Predicate<Node> question) {
        Member[] map = bySlot;
        if (map == null) {
            return false;
        }
        Member before = null;
        for (Member member : map) {
            if (member == null || (member != before && !question.test(member.node))) {
                return false;
            }
            before = member;
        }
        return true;
    }

    private double waiting() {
        int[] waiting = new int[1];
        everyMaster(node -> {
            waiting[0] += node.waiting();
            return true;
        });
        return waiting[0];
    }

    private double oldestSeconds() {
        double[] oldest = new double[1];
        everyMaster(node -> {
            oldest[0] = Math.max(oldest[0], node.oldestSeconds());
            return true;
        });
        return oldest[0];
    }

    private double channels() {
        int[] subscribed = new int[1];
        everyMaster(node -> {
            subscribed[0] += node.subscriptions().channels();
            return true;
        });
        return subscribed[0];
    }

    private double probeAge() {
        double[] oldest = new double[1];
        boolean all = everyMaster(node -> {
            // NaN, where one has given no proof yet, is what is left.
            oldest[0] = Math.max(oldest[0], node.subscriptions().probeAge());
            return true;
        });
        return all ? oldest[0] : Double.NaN;
    }

    @Override
    public boolean takesWrites() {
        return everyMaster(Node::takesWrites);
    }

    @Override
    public boolean evicts() {
        return !everyMaster(node -> !node.evicts()) && isUp();
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
        Member[] map = bySlot;
        Member member = map == null ? null : map[Slots.of(channel)];
        if (member == null) {
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE));
        }
        return send(member.node.publication(channel, payload));
    }

    // --- which master has which slots ---

    private void refresh() {
        if (closed) {
            return;
        }
        if (refreshing) {
            refreshAgain = true;
            return;
        }
        refreshing = true;
        refreshAgain = false;
        ask(addresses.inTurn(members.keySet()).iterator());
    }

    private void ask(Iterator<String> candidates) {
        if (!candidates.hasNext()) {
            refreshed();
            return;
        }
        String address = candidates.next();
        Connector connector = new Connector(vertx, addresses.options(address));
        connector.connect().onComplete(made -> {
            if (made.failed()) {
                ask(candidates);
                return;
            }
            Connector.Connected connected = made.result();
            Future<Response> slots =
                    connected.connection().send(Request.cmd(Command.CLUSTER).arg("SLOTS"));
            long timeout = vertx.setTimer(PAUSE_MILLIS * 5, id -> connected.close());
            slots.map(map -> {
                        use(SlotMap.parse(map, ClusterAddresses.host(address)));
                        return null;
                    })
                    .onComplete(through -> {
                        vertx.cancelTimer(timeout);
                        connected.close();
                        if (through.failed()) {
                            LOG.debug("roomcast.redis.slots.unknown")
                                    .with("why", through.cause().getMessage())
                                    .write();
                            ask(candidates);
                        } else {
                            refreshed();
                        }
                    });
        });
    }

    private void refreshed() {
        vertx.setTimer(PAUSE_MILLIS, id -> {
            refreshing = false;
            List<Pending> waiting = List.copyOf(parked);
            parked.clear();
            waiting.forEach(this::routeAgain);
            Map.copyOf(writes).forEach((slot, of) -> {
                of.goOn();
                forward(slot, of);
            });
            if (refreshAgain) {
                refresh();
            }
        });
    }

    private void use(SlotMap map) {
        if (closed) {
            return;
        }
        Map<String, Integer> wanted = map.oneSlotOfEach();
        List<Member> gone = new ArrayList<>();
        for (Member member : List.copyOf(members.values())) {
            if (!member.address.equals(map.masters()[member.probeSlot])) {
                members.remove(member.address);
                gone.add(member);
            }
        }
        wanted.forEach((address, slot) -> members.computeIfAbsent(address, fresh -> join(fresh, slot, map)));
        Member[] now = new Member[Slots.COUNT];
        for (int slot = 0; slot < now.length; slot++) {
            now[slot] = map.masters()[slot] == null ? null : members.get(map.masters()[slot]);
        }
        bySlot = now;
        moveChannels(now);
        gone.forEach(member -> member.node.close());
    }

    private Member join(String address, int slot, SlotMap map) {
        Node.Shared shared = new Node.Shared(vertx, loop, scripts, listener, PubSub.SHARDED, metrics, this::refresh);
        boolean hasFormat = address.equals(map.masters()[Slots.of(formatKey)]);
        Node node = new Node(
                address,
                addresses.options(address),
                shared,
                hasFormat ? formatKey : null,
                probeChannel(slot),
                store -> reached(store),
                this::moved);
        node.start();
        return new Member(address, node, slot);
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

    private void moveChannels(Member[] map) {
        channels.replaceAll((channel, before) -> {
            Member now = map[Slots.of(channel)];
            if (now != before) {
                if (before != null) {
                    before.node.subscriptions().unsubscribe(channel);
                }
                if (now != null) {
                    now.node.subscriptions().takeOver(channel);
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
        Map<Integer, List<Pending>> moved = new LinkedHashMap<>();
        for (Pending call : calls) {
            if (call.isWrite()) {
                moved.computeIfAbsent(Slots.of(call.call.key()), slot -> new ArrayList<>())
                        .add(call);
            } else {
                parked.add(call);
            }
        }
        moved.forEach((slot, back) ->
                writes.computeIfAbsent(slot, one -> new SlotWrites()).takeBack(back));
        refresh();
    }

    private void reached(String store) {
        Reached reached = new Reached(store, stores.add(store));
        onReached.forEach(heard -> heard.accept(reached));
    }
}
