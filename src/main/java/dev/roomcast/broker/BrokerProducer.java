package dev.roomcast.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.BrokerKind;
import dev.roomcast.broker.memory.MemoryBrokers;
import dev.roomcast.broker.redis.RedisBrokers;
import dev.roomcast.ops.Store;

/** Makes the broker that the settings ask for, and only that one. */
@ApplicationScoped
class BrokerProducer {

    @Produces
    @Singleton
    Broker broker(RoomcastConfig config, Instance<MemoryBrokers> memory, Instance<RedisBrokers> redis) {
        return config.broker() == BrokerKind.REDIS
                ? redis.get().broker()
                : memory.get().broker();
    }

    @Produces
    @Singleton
    EventQueue events(RoomcastConfig config, Instance<MemoryBrokers> memory, Instance<RedisBrokers> redis) {
        return config.broker() == BrokerKind.REDIS
                ? redis.get().events()
                : memory.get().events();
    }

    @Produces
    @Singleton
    Store store(RoomcastConfig config, Instance<RedisBrokers> redis) {
        return config.broker() == BrokerKind.REDIS ? redis.get().store() : new InProcess();
    }

    /** What lives in this process is there as long as the process. */
    private static final class InProcess implements Store {
        @Override
        public boolean isInReach() {
            return true;
        }

        @Override
        public boolean delivers() {
            return true;
        }

        @Override
        public boolean keepsAll() {
            return true;
        }
    }
}
