package dev.roomcast.broker.redis.link;

import java.util.function.Function;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;

import dev.roomcast.log.EventLog;

/**
 * Makes one connection, and makes it again: greets on it before anything else is said, waits longer after each failure, and
 * says now and then in the log that Redis is out of reach. Owned by one event loop.
 */
final class Reconnect {

    private static final EventLog LOG = EventLog.of(Reconnect.class);

    /** How long a greeting may take: twice as long after each that took too long, since all of it may just be slow. */
    private static final long FIRST_GREETING_MILLIS = 1_000;

    private static final long LONGEST_GREETING_MILLIS = 8_000;

    /** How often it is said in the log that the store is still out of reach. */
    private static final long SAY_NANOS = 30_000_000_000L;

    private final String name;
    private final Vertx vertx;
    private final Connector connector;
    private final Function<RedisConnection, Future<String>> greeting;
    private final Backoff backoff = new Backoff();
    private final Runnable onTrouble;
    private final Reached onReached;
    private long greetingMillis = FIRST_GREETING_MILLIS;
    private long saidAt;
    private boolean closed;

    /** Is told of each connection that was made. */
    @FunctionalInterface
    interface Reached {

        /** {@code store} is what names the data there. */
        void reached(Connector.Connected connection, String store);
    }

    /**
     * @param name for logs
     * @param greeting says what is to be said first on a connection; its answer names the data there
     * @param onTrouble called where the connection cannot be made
     */
    Reconnect(
            String name,
            Vertx vertx,
            Connector connector,
            Function<RedisConnection, Future<String>> greeting,
            Runnable onTrouble,
            Reached onReached) {
        this.name = name;
        this.vertx = vertx;
        this.connector = connector;
        this.greeting = greeting;
        this.onTrouble = onTrouble;
        this.onReached = onReached;
    }

    /** Connects now, and goes on until it is reached. */
    void connect() {
        if (closed) {
            return;
        }
        connector.connect().onComplete(made -> {
            if (made.failed()) {
                notReached(made.cause());
            } else {
                greet(made.result());
            }
        });
    }

    private void greet(Connector.Connected fresh) {
        long timeout = vertx.setTimer(greetingMillis, id -> {
            greetingMillis = Math.min(2 * greetingMillis, LONGEST_GREETING_MILLIS);
            fresh.close();
        });
        greeting.apply(fresh.connection()).onComplete(greeted -> {
            vertx.cancelTimer(timeout);
            if (greeted.failed()) {
                fresh.close();
                notReached(greeted.cause());
            } else if (closed) {
                fresh.close();
            } else {
                saidAt = 0;
                greetingMillis = FIRST_GREETING_MILLIS;
                onReached.reached(fresh, greeted.result());
            }
        });
    }

    private void notReached(Throwable why) {
        long now = System.nanoTime();
        if (saidAt == 0 || now - saidAt > SAY_NANOS) {
            saidAt = now;
            LOG.warn("roomcast.redis.unreachable")
                    .with("connection", name)
                    .with("why", why.getMessage())
                    .with(
                            "help",
                            "trying again; quarkus.redis.hosts (QUARKUS_REDIS_HOSTS) says where Redis is,"
                                    + " quarkus.redis.password (QUARKUS_REDIS_PASSWORD) what it asks for")
                    .write();
        }
        onTrouble.run();
        connectLater();
    }

    /** Connects after a pause. */
    void connectLater() {
        vertx.setTimer(backoff.next(), id -> connect());
    }

    /**
     * A call was answered. Only now the pauses begin anew: that a connection was made proves nothing, since what a user has
     * no right to, or a replica refuses, ends it with the first call.
     */
    void worked() {
        backoff.reset();
    }

    void close() {
        closed = true;
    }
}
