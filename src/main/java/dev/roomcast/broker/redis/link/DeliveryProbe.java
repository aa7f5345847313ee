package dev.roomcast.broker.redis.link;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.vertx.core.Context;
import io.vertx.redis.client.Response;

/**
 * The proof that a connection for subscriptions delivers: a message of our own is published every second and has to come
 * back on it. Where Redis has answered that it published one and none came for a while, or that nobody was there to hear it,
 * the connection is dead. A probe that Redis has not answered says nothing: it waits behind what else is asked of Redis.
 * Owned by one event loop.
 */
final class DeliveryProbe {

    /** Time between two probes. */
    static final long PERIOD_MILLIS = 1_000;

    /**
     * Time after which a probe that was published and did not come back means a dead connection; and the age of the last
     * one that came from which nothing is proven.
     */
    static final long BOUND_MILLIS = 3_000;

    private final String channel;
    private final Supplier<CompletionStage<Response>> publish;
    private final Context loop;
    private final Consumer<String> onDead;

    /** {@link System#nanoTime} of the last proof of life of the connection there is; 0 before the first. */
    private volatile long provenAt;

    /** The same of whichever connection: it goes on ageing while there is none. */
    private volatile long lastProof;

    /** Which connection it is, by those that ended before it. */
    private int connection;

    private boolean isConnected;
    private boolean isSubscribed;
    private long connectedAt;

    /** When Redis said of a probe that has not come back since that it published it; 0 where there is none. */
    private long publishedAt;

    /**
     * @param channel where it is published; nobody else uses it
     * @param publish publishes it
     * @param onDead told why, where the connection turns out dead
     */
    DeliveryProbe(String channel, Supplier<CompletionStage<Response>> publish, Context loop, Consumer<String> onDead) {
        this.channel = channel;
        this.publish = publish;
        this.loop = loop;
        this.onDead = onDead;
    }

    String channel() {
        return channel;
    }

    /** There is a connection. */
    void connected() {
        isConnected = true;
        connectedAt = System.nanoTime();
        publishedAt = 0;
    }

    /** There is none any more. */
    void disconnected() {
        connection++;
        isConnected = false;
        isSubscribed = false;
        provenAt = 0;
    }

    /** The connection hears of the probe's channel from now on. */
    void subscribed() {
        isSubscribed = true;
        send();
    }

    boolean isSubscribed() {
        return isSubscribed;
    }

    private void send() {
        int on = connection;
        long sentAt = System.nanoTime();
        publish.get()
                .thenAccept(receivers -> loop.runOnContext(answered -> {
                    if (connection != on) {
                        return;
                    }
                    if (receivers.toLong() == 0) {
                        onDead.accept("the master that is written to does not know of it");
                    } else if (provenAt - sentAt < 0 && publishedAt == 0) {
                        publishedAt = System.nanoTime();
                    }
                }));
    }

    /** The probe came back. */
    void cameBack() {
        publishedAt = 0;
        provenAt = System.nanoTime();
        lastProof = provenAt;
    }

    /** Looks whether the connection is dead, and sends the next probe where it is not. */
    void tick() {
        if (!isConnected) {
            return;
        }
        long bound = System.nanoTime() - BOUND_MILLIS * 1_000_000;
        if (!isSubscribed && connectedAt - bound < 0) {
            onDead.accept("no subscription was confirmed for " + BOUND_MILLIS + " ms");
        } else if (publishedAt != 0 && publishedAt - bound < 0) {
            onDead.accept("no probe came back for " + BOUND_MILLIS + " ms");
        } else if (isSubscribed) {
            send();
        }
    }

    /** Seconds since the last proof of life of this connection or one before it; NaN where there was none. On any thread. */
    double age() {
        return age(lastProof);
    }

    /** Whether what is published certainly arrived not long ago. On any thread. */
    boolean isProven() {
        return age(provenAt) * 1_000 <= BOUND_MILLIS;
    }

    private static double age(long at) {
        return at == 0 ? Double.NaN : (System.nanoTime() - at) / 1e9;
    }
}
