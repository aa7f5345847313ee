package dev.roomcast.broker.redis.link;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

import dev.roomcast.log.EventLog;

/**
 * One connection for subscriptions, made again whenever it is lost, with all of them. A connection that is open proves
 * nothing; where its {@link DeliveryProbe} finds it dead it is given up like one that broke. Owned by one event loop; public
 * methods may be called on any thread.
 */
final class SubscriptionConnection {

    private static final EventLog LOG = EventLog.of(SubscriptionConnection.class);

    private final String name;
    private final Node.Shared shared;
    private final Vertx vertx;
    private final Context loop;
    private final ChannelListener listener;
    private final DeliveryProbe probe;

    private final Map<String, SubscribedChannel> channels = new ConcurrentHashMap<>();
    private final SubscribeQueue toSubscribe = new SubscribeQueue();
    private final Reconnect reconnect;
    private Connector.Connected connected;
    private boolean closed;
    private long timer;

    /** The kind that the node has: found out anew on each connection, since it may be another version then. */
    private volatile PubSub pubSub;

    /**
     * @param name for logs
     * @param shared the kind of pub/sub is the one preferred: where the node does not have it, it is plain
     * @param probeChannel a channel of this connection's own
     * @param probe publishes to that channel
     */
    SubscriptionConnection(
            String name,
            Connector connector,
            Node.Shared shared,
            String probeChannel,
            Supplier<CompletionStage<Response>> probe) {
        this.name = name;
        this.shared = shared;
        this.vertx = shared.vertx();
        this.loop = shared.loop();
        this.listener = shared.listener();
        this.pubSub = shared.pubSub();
        this.probe = new DeliveryProbe(probeChannel, probe, loop, this::lost);
        this.reconnect = new Reconnect(
                name,
                vertx,
                connector,
                fresh -> Future.succeededFuture(""),
                shared.onTrouble(),
                (fresh, none) -> begin(fresh));
        channels.put(probeChannel, new SubscribedChannel());
    }

    void start() {
        loop.runOnContext(started -> {
            timer = vertx.setPeriodic(DeliveryProbe.PERIOD_MILLIS, id -> probe.tick());
            reconnect.connect();
        });
    }

    void close() {
        loop.runOnContext(now -> {
            closed = true;
            reconnect.close();
            vertx.cancelTimer(timer);
            drop();
            channels.values().forEach(SubscribedChannel::refuse);
            channels.clear();
        });
    }

    /** The proof that it delivers. */
    DeliveryProbe probe() {
        return probe;
    }

    /** The kind of pub/sub that the node has, as far as is known. On any thread. */
    PubSub pubSub() {
        return pubSub;
    }

    /** How many channels are subscribed to, or are to be. On any thread. */
    int channels() {
        return channels.size();
    }

    /** Completes when whatever is published from then on arrives; fails with {@code UNAVAILABLE} where that takes too long. */
    CompletionStage<Void> subscribe(String channel) {
        CompletableFuture<Void> active = new CompletableFuture<>();
        loop.runOnContext(now -> {
            if (closed) {
                active.completeExceptionally(SubscribedChannel.unavailable());
                return;
            }
            SubscribedChannel known = known(channel);
            if (known.isActive()) {
                active.complete(null);
            } else {
                known.await(active, vertx);
            }
        });
        return active;
    }

    /** Subscribes to what another connection had until now; the listener hears of an interruption as soon as it is there. */
    void takeOver(String channel) {
        loop.runOnContext(now -> {
            if (closed) {
                return;
            }
            SubscribedChannel known = known(channel);
            if (known.isActive()) {
                listener.onInterruption(channel);
            } else {
                known.markTakenOver();
            }
        });
    }

    /** The channel; it is asked for where it was not yet. */
    private SubscribedChannel known(String channel) {
        SubscribedChannel known = channels.get(channel);
        if (known == null) {
            known = new SubscribedChannel();
            channels.put(channel, known);
            ask(channel);
        }
        return known;
    }

    void unsubscribe(String channel) {
        loop.runOnContext(now -> {
            SubscribedChannel known = channels.remove(channel);
            if (known != null) {
                known.refuse();
                toSubscribe.remove(channel);
                if (connected != null && known.isActive()) {
                    send(connected, pubSub.unsubscribe(), List.of(channel));
                }
            }
        });
    }

    /** Several at once are asked for in one command. */
    private void ask(String channel) {
        if (connected == null || !probe.isSubscribed()) {
            // It is among those that are asked for as soon as the probe is on.
            return;
        }
        if (toSubscribe.add(channel)) {
            loop.runOnContext(now -> askAll());
        }
    }

    private void askAll() {
        while (connected != null) {
            List<String> some = toSubscribe.next(pubSub.chunk());
            if (some.isEmpty()) {
                return;
            }
            send(connected, pubSub.subscribe(), some);
        }
    }

    private void send(Connector.Connected to, String command, List<String> names) {
        Request request = Request.cmd(Command.create(command));
        names.forEach(request::arg);
        to.connection()
                .send(request)
                .onSuccess(reply -> {
                    // Without RESP3, and for commands that the client does not know, the first answer comes this way.
                    if (connected == to && reply != null && reply.type() == ResponseType.MULTI) {
                        onPush(reply);
                    }
                })
                .onFailure(failure -> {
                    if (connected == to) {
                        refused(failure.getMessage());
                    }
                });
    }

    private void begin(Connector.Connected fresh) {
        connected = fresh;
        probe.connected();
        fresh.connection().handler(push -> {
            if (connected == fresh) {
                onPush(push);
            }
        });
        fresh.onEnd(why -> lostIf(fresh, why));
        begin(shared.pubSub());
    }

    /** The probe alone first: the answer says which kind of pub/sub the node has. */
    private void begin(PubSub kind) {
        pubSub = kind;
        toSubscribe.reset();
        toSubscribe.add(probe.channel());
        askAll();
    }

    private void refused(String error) {
        if (pubSub != PubSub.PLAIN && !probe.isSubscribed() && PubSub.isUnknown(error)) {
            // Before Redis 7; those who publish find out the same.
            begin(PubSub.PLAIN);
        } else {
            lost("it refuses subscriptions: " + error);
        }
    }

    private void onPush(Response push) {
        if (push == null || push.type() == ResponseType.ERROR) {
            refused(String.valueOf(push));
            return;
        }
        if (push.size() < 3) {
            return;
        }
        String kind = push.get(0).toString();
        String channel = push.get(1).toString(StandardCharsets.UTF_8);
        if (kind.equals(pubSub.message())) {
            if (channel.equals(probe.channel())) {
                probe.cameBack();
                reconnect.worked();
            } else {
                listener.onMessage(channel, push.get(2).toBytes());
            }
        } else if (kind.equals(pubSub.subscribed())) {
            subscribed(channel);
        } else if (channels.containsKey(channel) && kind.endsWith("unsubscribe")) {
            unsubscribed(channel);
        }
    }

    private void subscribed(String channel) {
        toSubscribe.confirmed();
        if (channel.equals(probe.channel()) && !probe.isSubscribed()) {
            toSubscribe.addAll(channels.keySet());
            toSubscribe.remove(channel);
            probe.subscribed();
        }
        askAll();
        SubscribedChannel known = channels.get(channel);
        if (known == null && connected != null) {
            // It was given up while it was asked for.
            send(connected, pubSub.unsubscribe(), List.of(channel));
        }
        if (known != null && !known.isActive() && known.confirm()) {
            listener.onInterruption(channel);
        }
    }

    /** Without having been asked to: the slot of a sharded channel has moved, or somebody cut it off and has it again. */
    private void unsubscribed(String channel) {
        SubscribedChannel known = channels.get(channel);
        if (known.isActive()) {
            known.lose();
            lost("a subscription was taken away");
        }
    }

    private void lostIf(Connector.Connected which, String why) {
        if (connected == which) {
            lost(why);
        }
    }

    private void lost(String why) {
        LOG.warn("roomcast.redis.interrupted")
                .with("connection", name)
                .with("why", why)
                .write();
        shared.metrics().interrupted();
        drop();
        if (!closed) {
            shared.onTrouble().run();
            reconnect.connectLater();
        }
    }

    private void drop() {
        Connector.Connected old = connected;
        connected = null;
        probe.disconnected();
        toSubscribe.reset();
        channels.values().forEach(SubscribedChannel::lose);
        if (old != null) {
            old.close();
        }
    }
}
