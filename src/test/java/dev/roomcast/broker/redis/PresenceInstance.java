package dev.roomcast.broker.redis;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.redis.link.ChannelListener;
import dev.roomcast.broker.redis.link.LinkMetrics;
import dev.roomcast.broker.redis.link.Topologies;
import dev.roomcast.broker.redis.link.Topology;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.Await;

/** One instance's presence, on connections of its own to a real Redis, and what it hears of rooms. */
final class PresenceInstance implements AutoCloseable {

    /** Short, so that tests are; in the proportions of the real ones. */
    static final PresenceSettings.Times QUICK = new PresenceSettings.Times(100, 1_000, 600, 2_000, 300, 300);

    private static final int EVENTS_MAX_MEMBERS = 5;

    private static final long PATIENCE_SECONDS = 20;

    final Topology redis;
    final PresenceMetrics metrics;
    final RedisPresence presence;
    final List<RoomNews.Left> left = new CopyOnWriteArrayList<>();
    final List<RoomNews.Joined> joined = new CopyOnWriteArrayList<>();
    private final CompletionStage<Void> started;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private PresenceInstance(Vertx vertx, int port, PresenceSettings settings) {
        metrics = new PresenceMetrics(registry);
        redis = Topologies.of(
                vertx,
                new RedisOptions().setConnectionString("redis://localhost:" + port),
                PresenceScripts.ALL,
                OpenBroker.KEYS.format(),
                OpenBroker.KEYS.probe(UUID.randomUUID().toString()),
                new Ear(),
                new LinkMetrics(registry));
        presence = new RedisPresence(
                redis, EventCalls.off(redis), OpenBroker.KEYS, vertx, settings, redis.announceCommand(), metrics);
        started = presence.start();
        redis.start();
    }

    private final class Ear implements ChannelListener {
        @Override
        public void onMessage(String channel, byte[] payload) {
            try {
                RoomNews news = Announcement.roomNews(payload);
                if (news instanceof RoomNews.Left gone) {
                    left.add(gone);
                } else if (news instanceof RoomNews.Joined come) {
                    joined.add(come);
                }
            } catch (java.io.IOException unreadable) {
                throw new AssertionError(unreadable);
            }
        }

        @Override
        public void onInterruption(String channel) {
            // Only what is announced counts here.
        }
    }

    /** Rooms and users that are to be written again. */
    int repairsWaiting() {
        return (int) registry.get("roomcast.presence.repairs.waiting").gauge().value();
    }

    /** One that is in the table of instances. */
    static PresenceInstance start(Vertx vertx, int port, PresenceSettings settings) {
        PresenceInstance instance = begin(vertx, port, settings);
        get(instance.started);
        return instance;
    }

    /** One with the quick times and no bound of rooms. */
    static PresenceInstance start(Vertx vertx, int port) {
        return start(vertx, port, new PresenceSettings(0, EVENTS_MAX_MEMBERS, QUICK));
    }

    /** One that may not have reached Redis yet. */
    static PresenceInstance begin(Vertx vertx, int port, PresenceSettings settings) {
        return new PresenceInstance(vertx, port, settings);
    }

    CompletionStage<Void> started() {
        return started;
    }

    /** Hears of a room from now on. */
    void listenTo(String room) {
        get(redis.subscribe(OpenBroker.KEYS.live(room)));
    }

    /** Dies without a word. */
    void kill() {
        presence.halt();
        redis.close();
    }

    @Override
    public void close() {
        kill();
    }

    List<String> memberIds(String room) {
        return get(presence.members(room, 1_000, null)).rows().stream()
                .map(row -> row.user().id())
                .toList();
    }

    List<String> onlineIds() {
        return get(presence.online(1_000, null)).rows().stream()
                .map(row -> row.id())
                .toList();
    }

    List<String> roomIds() {
        return get(presence.rooms(1_000, null, room -> true)).rows().stream()
                .map(row -> row.id())
                .toList();
    }

    static Member member(String connectionId, String userId) {
        return new Member(connectionId, new UserRef(userId, "Name of " + userId, userId.startsWith("guest:")));
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier condition) {
        Await.until("what should be so", condition);
    }
}
