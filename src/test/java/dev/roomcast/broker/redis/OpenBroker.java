package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.redis.RoomScripts.Retention;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.redis.RedisCluster;

/** A Redis broker outside of a server, as one instance of many. */
final class OpenBroker implements AutoCloseable {

    /** Without a prefix. */
    static final RedisKeys KEYS = new RedisKeys("");

    private static final long RETENTION_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long MAX_BYTES = 4_000_000;
    private static final long PATIENCE_SECONDS = 20;

    /** So often that a test can wait for it; with few rooms it costs nothing. */
    private static final long CHECK_MILLIS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final RedisBroker broker;

    private OpenBroker(RedisOptions options, RedisKeys redisKeys, int maxMessages) {
        broker = RedisBroker.open(
                vertx,
                options,
                redisKeys,
                new Retention(maxMessages, MAX_BYTES, RETENTION_MILLIS),
                new PresenceSettings(1_000_000, 200),
                UUID.randomUUID().toString(),
                CHECK_MILLIS,
                new SimpleMeterRegistry());
    }

    /** Opens one and waits until it is proven to deliver. */
    static OpenBroker on(RedisOptions options, int maxMessages) {
        return on(options, KEYS, maxMessages);
    }

    /** As {@link #on(RedisOptions, int)}, with keys of other names. */
    static OpenBroker on(RedisOptions options, RedisKeys redisKeys, int maxMessages) {
        OpenBroker open = new OpenBroker(options, redisKeys, maxMessages);
        await("a broker that delivers", open.broker::delivers);
        get(open.broker.open("first-" + UUID.randomUUID()));
        return open;
    }

    /** As {@link #on(RedisOptions, int)}, in a Cluster. */
    static OpenBroker on(RedisCluster cluster, int maxMessages) {
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        Arrays.stream(cluster.uris().split(",")).forEach(options::addConnectionString);
        return on(options, maxMessages);
    }

    /** One that may never be proven to deliver. */
    static OpenBroker begin(String uri) {
        return new OpenBroker(new RedisOptions().setConnectionString(uri), KEYS, 1_000);
    }

    static OpenBroker on(String uri) {
        return on(new RedisOptions().setConnectionString(uri), 1_000);
    }

    /** A message of somebody, with an id of its own. */
    static Draft draft(String room) {
        byte[] head = "{\"type\":\"room-message\"".getBytes(StandardCharsets.UTF_8);
        byte[] content = "1".getBytes(StandardCharsets.UTF_8);
        return new Draft(room, "ann", "ann", UUID.randomUUID().toString(), true, head, content, 0, false);
    }

    RedisBroker broker() {
        return broker;
    }

    /** That a publish is refused as unavailable, with the id by which it can be sent again. */
    static void assertUnavailable(CompletionStage<Receipt> receipt) {
        assertThatThrownBy(() -> get(receipt)).cause().isInstanceOfSatisfying(BrokerException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(BrokerException.Reason.UNAVAILABLE);
            assertThat(refused.messageId()).isNotNull();
        });
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** For what nobody tells of. */
    static void await(String what, BooleanSupplier isSo) {
        Await.until(what, isSo);
    }

    @Override
    public void close() {
        broker.close();
        get(vertx.close().toCompletionStage());
    }
}
