package dev.roomcast.broker.redis.link;

import java.util.List;

import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/** Makes the way to Redis that the settings of Quarkus describe. */
public final class Topologies {

    private Topologies() {}

    /**
     * The way, not yet begun.
     *
     * @param options addresses, credentials, TLS and the kind of topology
     * @param scripts all that will be run
     * @param formatKey the key with the version of the format of the data
     * @param probeChannel this instance alone uses it, to find out whether what is published comes back
     * @param listener hears what comes on the channels subscribed to
     */
    public static Topology of(
            Vertx vertx,
            RedisOptions options,
            List<Script> scripts,
            String formatKey,
            String probeChannel,
            ChannelListener listener,
            LinkMetrics metrics) {
        if (options.getType() == RedisClientType.CLUSTER) {
            return new ClusterTopology(vertx, options, scripts, formatKey, probeChannel, listener, metrics);
        }
        return new SingleNode(vertx, options, scripts, formatKey, probeChannel, listener, metrics);
    }
}
