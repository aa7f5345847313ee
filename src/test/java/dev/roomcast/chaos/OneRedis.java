package dev.roomcast.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.redis.RedisServer;

/** One Redis that keeps what it has answered; each instance has a way of its own to it. */
final class OneRedis implements Store {

    private final RedisServer redis = RedisServer.with().durable().start();
    private final List<LossyProxy> ways = new ArrayList<>();

    OneRedis() throws IOException {
        for (int i = 0; i < Fleet.INSTANCES; i++) {
            ways.add(LossyProxy.to(redis.port()));
        }
    }

    /** The way to Redis of an instance. */
    LossyProxy way(int instance) {
        return ways.get(instance);
    }

    @Override
    public String[] environment(int instance) {
        return new String[] {
            "QUARKUS_REDIS_HOSTS", "redis://localhost:" + ways.get(instance).port()
        };
    }

    @Override
    public RedisServer master(Random random) {
        return redis;
    }

    @Override
    public void close() throws IOException {
        for (LossyProxy way : ways) {
            way.close();
        }
        redis.close();
    }
}
