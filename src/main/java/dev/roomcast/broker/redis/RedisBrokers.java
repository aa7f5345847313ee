package dev.roomcast.broker.redis;

import java.util.UUID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.redis.RoomScripts.Retention;
import dev.roomcast.broker.redis.RoomScripts.Retentions;
import dev.roomcast.ops.Store;
import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.policy.RoomPolicy;

/** Makes the Redis broker from the settings, begins to connect, and ends it in good order. */
@ApplicationScoped
public class RedisBrokers {

    private final RedisBroker broker;

    /** {@code unused}: that it is asked for makes Quarkus read its settings. */
    RedisBrokers(
            RoomcastConfig config,
            RoomPolicies policies,
            Vertx vertx,
            MeterRegistry registry,
            RedisSettings settings,
            Instance<Redis> unused) {
        if (settings.options() == null) {
            throw new ConfigurationException(
                    "quarkus.redis.hosts (QUARKUS_REDIS_HOSTS) is empty: with roomcast.broker (ROOMCAST_BROKER) redis it"
                            + " has to say where Redis is, like redis://host:6379.");
        }
        Retentions retentions = new Retentions(room -> retention(policies.of(room)), policies.retentionsMillis());
        PresenceSettings bounds = new PresenceSettings(
                config.limits().maxRooms(), config.presence().eventsMaxMembers());
        broker = RedisBroker.open(
                vertx,
                settings.options(),
                new RedisKeys(config.redis().keyPrefix().orElse("")),
                retentions,
                bounds,
                newInstanceName(),
                PositionCheck.ROUND_MILLIS,
                registry);
    }

    private static Retention retention(RoomPolicy policy) {
        return new Retention(policy.historyMaxMessages(), policy.historyMaxBytes(), policy.retentionMillis());
    }

    private static String newInstanceName() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    /** The broker; always the same. */
    public Broker broker() {
        return broker;
    }

    /** How well it can be worked with. */
    public Store store() {
        return broker;
    }

    /** Before what it stands on is gone. */
    void close(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
        broker.close();
    }
}
