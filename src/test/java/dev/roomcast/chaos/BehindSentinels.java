package dev.roomcast.chaos;

import java.util.Random;

import dev.roomcast.testing.redis.RedisSentinels;
import dev.roomcast.testing.redis.RedisServer;

/** A master and a replica that keep what they have answered, and three Sentinels that put one in the other's place. */
final class BehindSentinels implements Store {

    private final RedisSentinels sentinels = RedisSentinels.start();

    @Override
    public String[] environment(int instance) {
        return new String[] {
            "QUARKUS_REDIS_HOSTS",
            sentinels.uris(),
            "QUARKUS_REDIS_CLIENT_TYPE",
            "sentinel",
            "QUARKUS_REDIS_MASTER_NAME",
            sentinels.name()
        };
    }

    @Override
    public RedisServer master(Random random) {
        return sentinels.master();
    }

    /** Who takes the master's place, and how it comes back as a replica. */
    RedisSentinels sentinels() {
        return sentinels;
    }

    @Override
    public void close() {
        sentinels.close();
    }
}
