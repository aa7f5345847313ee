package dev.roomcast.broker.redis.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.log.EventLog;

/**
 * One connection for subscriptions, made again whenever it is lost, with all of them. A connection that is open proves
 * nothing: a probe of our own is published every second and has to come back on it. Where Redis has answered that it
 * published one and none came for a while, or that nobody was there to hear it, the connection is given up like one that
 * broke. A probe that Redis has not answered says nothing of this connection: it waits behind what is asked of Redis.
 * Owned by one event loop; public methods may be called on any thread.
 */
final class SubscriptionPipe {

    /** Time between two probes. */
    static final long PROBE_MILLIS = 1_000;

    /**
     * Time after which a probe that was published and did not come back means a dead connection; and the age of the last
     * one that came from which nothing is proven.
     */
    static final long PROBE_BOUND_MILLIS = 3_000;

    private static final EventLog LOG = EventLog.of(SubscriptionPipe.class);

    /** Channels that may be asked for and not confirmed. */
    private static final int MAX_ASKED = 1_000;

    private final String name;
    private final Vertx vertx;
    private final Context loop;
    private final Connector connector;
    private final ChannelListener listener;
    private final LinkMetrics metrics;
    private final Runnable onTrouble;
    private final PubSub preferred;
    private final String probeChannel;
    private final Supplier<CompletionStage<Response>> probe;

    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Set<String> toSubscribe = new LinkedHashSet<>();
    private final Backoff backoff = new Backoff();
    private Connector.Connected connected;
    private int asked;
    private boolean probeIsOn;
    private boolean closed;
    private long timer;

    /** {@link System#nanoTime} of the last proof of life of the connection there is; 0 before the first. */
    private volatile long provenAt;

    /** The same of whichever connection: it goes on ageing while there is none. */
    private volatile long lastProof;

    /** The kind that the node has: found out anew on each connection, since it may be another version then. */
    private volatile PubSub pubSub;

    /** When the connection was made. */
    private long connectedAt;

    /** When Redis said of a probe that has not come back since that it published it; 0 where there is none. */
    private long publishedAt;

    private static final class Channel {
        final List<CompletableFuture<Void>> waiting = new ArrayList<>();
        boolean active;
        boolean wasActive;
    }

    /**
     * @param name for logs
     * @param loop the event loop that is to own it
     * @param preferred the kind of pub/sub, where the node has it; else it is plain
     * @param probeChannel a channel of this connection's own
     * @param probe publishes to that channel
     * @param onTrouble called where the connection is lost, or cannot be made
     */
    SubscriptionPipe(
            String name,
            Vertx vertx,
            Context loop,
            Connector connector,
            PubSub preferred,
            String probeChannel,
            Supplier<CompletionStage<Response>> probe,
            ChannelListener listener,
            LinkMetrics metrics,
            Runnable onTrouble) {
        this.name = name;
        this.vertx = vertx;
        this.loop = loop;
        this.connector = connector;
        this.preferred = preferred;
        this.pubSub = preferred;
        this.probeChannel = probeChannel;
        this.probe = probe;
        this.listener = listener;
        this.metrics = metrics;
        this.onTrouble = onTrouble;
        channels.put(probeChannel, new Channel());
    }

    void start() {
        loop.runOnContext(started -> {
            timer = vertx.setPeriodic(PROBE_MILLIS, id -> tick());
            connect();
        });
    }

    void close() {
        loop.runOnContext(now -> {
            closed = true;
            vertx.cancelTimer(timer);
            drop();
            channels.values().forEach(SubscriptionPipe::refuse);
            channels.clear();
        });
    }

    /** Seconds since the last proof of life of this connection or one before it; NaN where there was none ever. */
    double probeAge() {
        return age(lastProof);
    }

    /** Whether what is published certainly arrived not long ago. */
    boolean isProven() {
        return age(provenAt) * 1_000 <= PROBE_BOUND_MILLIS;
    }

    private static double age(long at) {
        return at == 0 ? Double.NaN : (System.nanoTime() - at) / 1e9;
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
                active.completeExceptionally(unavailable());
                return;
            }
            Channel known = channels.get(channel);
            if (known != null && known.active) {
                active.complete(null);
                return;
            }
            if (known == null) {
                known = new Channel();
                channels.put(channel, known);
                ask(channel);
            }
            List<CompletableFuture<Void>> waiting = known.waiting;
            waiting.add(active);
            long patience = vertx.setTimer(RedisLink.PATIENCE_MILLIS, id -> {
                waiting.remove(active);
                active.completeExceptionally(unavailable());
            });
            active.whenComplete((done, failure) -> vertx.cancelTimer(patience));
        });
        return active;
    }

    /** Subscribes to what another connection had until now; the listener hears of an interruption as soon as it is there. */
    void takeOver(String channel) {
        loop.runOnContext(now -> {
            if (closed) {
                return;
            }
            Channel known = channels.get(channel);
            if (known != null && known.active) {
                listener.onInterruption(channel);
                return;
            }
            if (known == null) {
                known = new Channel();
                channels.put(channel, known);
                ask(channel);
            }
            known.wasActive = true;
        });
    }

    void unsubscribe(String channel) {
        loop.runOnContext(now -> {
            Channel known = channels.remove(channel);
            if (known != null) {
                refuse(known);
                toSubscribe.remove(channel);
                if (connected != null && known.active) {
                    send(connected, pubSub.unsubscribe(), List.of(channel));
                }
            }
        });
    }

    /** Several at once are asked for in one command. */
    private void ask(String channel) {
        if (connected == null || !probeIsOn) {
            // It is among those that are asked for as soon as the probe is on.
            return;
        }
        toSubscribe.add(channel);
        if (toSubscribe.size() == 1) {
            loop.runOnContext(now -> askAll());
        }
    }

    private void askAll() {
        Iterator<String> names = toSubscribe.iterator();
        while (connected != null && asked < MAX_ASKED && names.hasNext()) {
            List<String> some = new ArrayList<>(pubSub.chunk());
            while (some.size() < pubSub.chunk() && names.hasNext()) {
                some.add(names.next());
                names.remove();
            }
            asked += some.size();
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

    private void connect() {
        if (closed) {
            return;
        }
        connector.connect().onComplete(made -> {
            if (made.failed()) {
                onTrouble.run();
                vertx.setTimer(backoff.next(), id -> connect());
            } else if (closed) {
                made.result().close();
            } else {
                begin(made.result());
            }
        });
    }

    private void begin(Connector.Connected fresh) {
        connected = fresh;
        connectedAt = System.nanoTime();
        publishedAt = 0;
        asked = 0;
        RedisConnection connection = fresh.connection();
        connection.handler(push -> {
            if (connected == fresh) {
                onPush(push);
            }
        });
        connection.endHandler(ended -> lostIf(fresh, "the connection ended"));
        connection.exceptionHandler(failure -> lostIf(fresh, failure.getMessage()));
        begin(preferred);
    }

    /** The probe alone first: the answer says which kind of pub/sub the node has. */
    private void begin(PubSub kind) {
        pubSub = kind;
        toSubscribe.clear();
        toSubscribe.add(probeChannel);
        askAll();
    }

    private void refused(String error) {
        if (pubSub != PubSub.PLAIN && !probeIsOn && PubSub.isUnknown(error)) {
            // Before Redis 7; those who publish find out the same.
            asked = 0;
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
            if (channel.equals(probeChannel)) {
                proven();
            } else {
                listener.onMessage(channel, push.get(2).toBytes());
            }
        } else if (kind.equals(pubSub.subscribed())) {
            subscribed(channel);
        } else if (channels.containsKey(channel) && kind.endsWith("unsubscribe")) {
            unsubscribed(channel);
        }
    }

    /** To be called while the connection is there and its own probe is subscribed to. */
    private void sendProbe() {
        Connector.Connected on = connected;
        long sentAt = System.nanoTime();
        probe.get()
                .thenAccept(receivers -> loop.runOnContext(answered -> {
                    if (connected != on) {
                        return;
                    }
                    if (receivers.toLong() == 0) {
                        lost("the master that is written to does not know of it");
                    } else if (provenAt - sentAt < 0 && publishedAt == 0) {
                        publishedAt = System.nanoTime();
                    }
                }));
    }

    private void proven() {
        publishedAt = 0;
        provenAt = System.nanoTime();
        lastProof = provenAt;
        backoff.reset();
    }

    private void subscribed(String channel) {
        asked--;
        if (channel.equals(probeChannel) && !probeIsOn) {
            probeIsOn = true;
            toSubscribe.addAll(channels.keySet());
            toSubscribe.remove(probeChannel);
            sendProbe();
        }
        if (!toSubscribe.isEmpty()) {
            askAll();
        }
        Channel known = channels.get(channel);
        if (known == null && connected != null) {
            // It was given up while it was asked for.
            send(connected, pubSub.unsubscribe(), List.of(channel));
        }
        if (known == null || known.active) {
            return;
        }
        known.active = true;
        List<CompletableFuture<Void>> waiting = List.copyOf(known.waiting);
        known.waiting.clear();
        waiting.forEach(one -> one.complete(null));
        if (known.wasActive) {
            listener.onInterruption(channel);
        }
        known.wasActive = true;
    }

    /** Without having been asked to: the slot of a sharded channel has moved, or somebody cut it off and has it again. */
    private void unsubscribed(String channel) {
        Channel known = channels.get(channel);
        if (known.active) {
            known.active = false;
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
        metrics.interrupted();
        drop();
        if (!closed) {
            onTrouble.run();
            vertx.setTimer(backoff.next(), id -> connect());
        }
    }

    private void drop() {
        Connector.Connected old = connected;
        connected = null;
        provenAt = 0;
        probeIsOn = false;
        toSubscribe.clear();
        channels.values().forEach(channel -> channel.active = false);
        if (old != null) {
            old.close();
        }
    }

    private void tick() {
        if (connected == null) {
            return;
        }
        long bound = System.nanoTime() - PROBE_BOUND_MILLIS * 1_000_000;
        if (!probeIsOn && connectedAt - bound < 0) {
            lost("no subscription was confirmed for " + PROBE_BOUND_MILLIS + " ms");
        } else if (publishedAt != 0 && publishedAt - bound < 0) {
            lost("no probe came back for " + PROBE_BOUND_MILLIS + " ms");
        } else if (probeIsOn) {
            sendProbe();
        }
    }

    private static void refuse(Channel channel) {
        List.copyOf(channel.waiting).forEach(one -> one.completeExceptionally(unavailable()));
        channel.waiting.clear();
    }

    private static BrokerException unavailable() {
        return new BrokerException(BrokerException.Reason.UNAVAILABLE);
    }
}
