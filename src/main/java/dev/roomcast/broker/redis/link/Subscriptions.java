package dev.roomcast.broker.redis.link;

import java.util.concurrent.CompletionStage;

/** Channels that this instance listens to. Every method may be called on any thread and never blocks. */
public interface Subscriptions {

    /**
     * Begins to listen.
     *
     * @return completes when whatever is published from then on arrives; fails with a
     *     {@link dev.roomcast.broker.BrokerException} {@code UNAVAILABLE} where that takes too long
     */
    CompletionStage<Void> subscribe(String channel);

    /** Ends it. */
    void unsubscribe(String channel);

    /** Whether a probe of our own came back on each subscription connection not long ago. */
    boolean isProven();
}
