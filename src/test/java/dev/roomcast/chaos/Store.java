package dev.roomcast.chaos;

import java.io.IOException;
import java.util.Random;

import dev.roomcast.testing.redis.RedisServer;

/** The Redis that a fleet is around, of one server or of several. */
interface Store extends AutoCloseable {

    /** What kinds there are. */
    enum Kind {
        /** One server. */
        ONE("one Redis"),
        /** A Cluster of three masters. */
        CLUSTER("three masters of a Cluster"),
        /** A master and a replica, and three Sentinels. */
        SENTINEL("a master and a replica behind three Sentinels");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** In words, for the report. */
        String label() {
            return label;
        }

        Store start() throws IOException {
            return switch (this) {
                case ONE -> new OneRedis();
                case CLUSTER -> new ThreeMasters();
                case SENTINEL -> new BehindSentinels();
            };
        }
    }

    /** Environment variables of an instance, names and values in turn. */
    String[] environment(int instance);

    /** A server that takes writes; one of them by lot where there are several. */
    RedisServer master(Random random);

    @Override
    void close() throws IOException;
}
