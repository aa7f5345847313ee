package dev.roomcast.broker.redis.link;

import java.util.concurrent.CompletionStage;

import io.vertx.redis.client.Response;

/** All of the way to Redis, whether that is one server, one behind sentinels, or a cluster. */
public interface Topology extends RedisLink, Subscriptions {

    /** Whether the store is reached, and does what it is asked to: one that is full is reached, and refuses. */
    boolean takesWrites();

    /** Whether a node that was reached may drop keys that it was told to keep, for its memory is full. */
    boolean evicts();

    /** Whether one script may have keys of any slots. */
    boolean isOneNode();

    /** The command by which scripts announce; {@code announce.lua} takes another where the node does not know it. */
    String announceCommand();

    /** Publishes to a channel, at most once, in the kind of pub/sub that its node serves. */
    CompletionStage<Response> publish(String channel, byte[] payload);

    /** Begins to connect, and goes on until it is closed. */
    void start();

    /** Ends all connections. */
    void close();
}
