package dev.roomcast.broker.redis.link;

import java.util.function.Consumer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;

/**
 * Makes connections that are nobody else's. Each comes from a client of its own, since a client would keep a connection
 * that hangs in its pool, and only closing the client ends it for certain.
 */
final class Connector {

    /** Milliseconds for all of it: the socket, TLS, the sign-in. A server that was stopped accepts and never answers. */
    private static final long TIMEOUT_MILLIS = 2_000;

    /** Replies that may be under way on one connection: more than is ever sent at once. */
    static final int MAX_IN_FLIGHT = 1_024;

    private final Vertx vertx;
    private final RedisOptions options;

    /** A connection, and how to end it. */
    record Connected(RedisConnection connection, Redis client) {

        /** Tells why it ended, once it has, without having been {@linkplain #close closed} here. */
        void onEnd(Consumer<String> lost) {
            connection.endHandler(ended -> lost.accept("the connection ended"));
            connection.exceptionHandler(failure -> lost.accept(failure.getMessage()));
        }

        void close() {
            client.close();
        }
    }

    /** Connects as those options say, which are copied. */
    Connector(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = new RedisOptions(options).setMaxPoolSize(1).setMaxWaitingHandlers(2 * MAX_IN_FLIGHT);
    }

    /** Connects. To be called on the event loop that is to own the connection. */
    Future<Connected> connect() {
        Promise<Connected> connected = Promise.promise();
        Redis client = Redis.createClient(vertx, options);
        long timer = vertx.setTimer(TIMEOUT_MILLIS, id -> {
            if (connected.tryFail(new NotReachedException("no answer in " + TIMEOUT_MILLIS + " ms"))) {
                client.close();
            }
        });
        client.connect().onComplete(result -> {
            vertx.cancelTimer(timer);
            if (result.failed()) {
                client.close();
                connected.tryFail(new NotReachedException(result.cause().getMessage()));
            } else if (!connected.tryComplete(new Connected(result.result(), client))) {
                client.close();
            }
        });
        return connected.future();
    }
}
