package dev.roomcast.broker.redis.link;

/** All of the way to Redis, whether that is one server, one behind sentinels, or a cluster. */
public interface Topology extends RedisLink, Subscriptions {

    /** Whether the store is reached, and does what it is asked to: one that is full is reached, and refuses. */
    boolean takesWrites();

    /** Whether one script may have keys of any slots. */
    boolean isOneNode();

    /** The command by which scripts announce. */
    String announceCommand();

    /** Begins to connect, and goes on until it is closed. */
    void start();

    /** Ends all connections. */
    void close();
}
