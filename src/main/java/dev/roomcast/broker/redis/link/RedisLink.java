package dev.roomcast.broker.redis.link;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.vertx.redis.client.Response;

/**
 * Sends commands to the node that serves their keys. Every method may be called on any thread and never blocks. Writes of
 * one key are carried out in the order they were sent in, over lost connections too; reads go a way of their own, so that
 * a long one holds nobody up, and see what was answered before they were sent.
 */
public interface RedisLink {

    /** Milliseconds after which a call that was not answered is given up. */
    long PATIENCE_MILLIS = 1_700;

    /**
     * Sends a call.
     *
     * @return the reply, null for nil; on the link's event loop. Fails with a {@link dev.roomcast.broker.BrokerException}
     *     {@code UNAVAILABLE} where no answer came in {@link #PATIENCE_MILLIS}, when it may have been carried out; and with
     *     any other exception where Redis found the call itself at fault, which is a bug of ours
     */
    CompletionStage<Response> send(Call call);

    /**
     * Is told each time that commands reach the store again, the first time included, before any call that was sent after
     * the connection was lost; on the link's event loop.
     */
    void onReached(Consumer<Reached> listener);

    /** Whether commands reach all of the store at the moment. */
    boolean isUp();

    /** Whether commands for a key reach the node that serves it. */
    boolean isUp(String key);

    /**
     * The store was reached.
     *
     * @param store names the history of writes that the store holds: another after a restart or failover
     * @param changed whether it is another store than before, or the first
     */
    record Reached(String store, boolean changed) {}
}
