package dev.roomcast.broker.redis;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;

/**
 * Takes a copy of the options that Quarkus makes of {@code quarkus.redis.*}: addresses, credentials, TLS, topology. The
 * client that Quarkus makes of them is not used, since its pool is not made for one connection each that lasts.
 */
@ApplicationScoped
class RedisSettings implements RedisOptionsCustomizer {

    private static final String DEFAULT_CLIENT = "<default>";

    private volatile RedisOptions options;

    @Override
    public void customize(String clientName, RedisOptions made) {
        if (clientName.equals(DEFAULT_CLIENT)) {
            options = new RedisOptions(made);
        }
    }

    /** As Quarkus made them. */
    RedisOptions options() {
        return options;
    }
}
