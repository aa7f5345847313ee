package dev.roomcast.broker.redis;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;

import dev.roomcast.broker.Publication;
import dev.roomcast.broker.RoomBus;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.broker.redis.link.ChannelListener;
import dev.roomcast.broker.redis.link.Topology;
import dev.roomcast.log.EventLog;

/**
 * Carries announcements by pub/sub. A room's channel is kept for a moment after its last member here has left, so that a
 * page that is loaded again costs Redis nothing.
 */
final class RedisBus implements RoomBus, ChannelListener {

    private static final EventLog LOG = EventLog.of(RedisBus.class);

    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;
    private final RedisKeys redisKeys;
    private final String newsChannel;
    private final SeenPositions seen;
    private final ConcurrentHashMap<String, Room> rooms = new ConcurrentHashMap<>();
    private volatile ServerListener serverListener = news -> {};
    private volatile Topology redis;

    /** A room whose channel is subscribed to, by the name of the channel. */
    private static final class Room {
        final String id;
        volatile RoomListener listener;
        long lingering = -1;

        Room(String id) {
            this.id = id;
        }
    }

    RedisBus(Vertx vertx, RedisKeys redisKeys, SeenPositions seen) {
        this.vertx = vertx;
        this.redisKeys = redisKeys;
        this.newsChannel = redisKeys.news();
        this.seen = seen;
    }

    /** Begins to listen to what goes to all. */
    void start(Topology way) {
        redis = way;
        // Where it takes long it is subscribed to all the same once Redis is there.
        way.subscribe(newsChannel).exceptionally(later -> null);
    }

    @Override
    public CompletionStage<Void> subscribe(String room, RoomListener listener) {
        String channel = redisKeys.live(room);
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        rooms.compute(channel, (key, existing) -> {
            Room held = existing == null ? new Room(room) : existing;
            if (held.lingering >= 0) {
                vertx.cancelTimer(held.lingering);
                held.lingering = -1;
            }
            held.listener = listener;
            // In here, so that it is not overtaken by an end of the subscription that came before.
            redis.subscribe(channel).whenComplete((done, failure) -> {
                if (failure == null) {
                    subscribed.complete(null);
                } else {
                    subscribed.completeExceptionally(failure);
                }
            });
            return held;
        });
        return subscribed;
    }

    @Override
    public void unsubscribe(String room) {
        String channel = redisKeys.live(room);
        rooms.computeIfPresent(channel, (key, held) -> {
            held.listener = null;
            if (held.lingering < 0) {
                held.lingering = vertx.setTimer(LINGER_MILLIS, timer -> release(channel, timer));
            }
            return held;
        });
    }

    private void release(String channel, long timer) {
        rooms.computeIfPresent(channel, (key, held) -> {
            if (held.lingering != timer) {
                return held;
            }
            redis.unsubscribe(channel);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> announce(String room, RoomNews news) {
        return publish(redisKeys.live(room), Announcement.encode(news));
    }

    @Override
    public void listen(ServerListener listener) {
        serverListener = listener;
    }

    @Override
    public CompletionStage<Void> broadcast(ServerNews news) {
        return publish(newsChannel, Announcement.encode(news));
    }

    private CompletionStage<Void> publish(String channel, byte[] payload) {
        return redis.publish(channel, payload).thenAccept(receivers -> {});
    }

    @Override
    public void onMessage(String channel, byte[] payload) {
        try {
            if (channel.equals(newsChannel)) {
                ServerNews news = Announcement.serverNews(payload);
                if (news != null) {
                    serverListener.onNews(news);
                }
                return;
            }
            Room room = rooms.get(channel);
            RoomListener listener = room == null ? null : room.listener;
            if (listener == null) {
                return;
            }
            if (payload[0] == Announcement.ENTRIES) {
                for (Publication publication : Announcement.entries(payload)) {
                    seen.saw(room.id, publication.epoch(), publication.offset());
                    listener.onPublication(publication);
                }
            } else {
                RoomNews news = Announcement.roomNews(payload);
                if (news != null) {
                    listener.onNews(news);
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError failure) {
            // Not readable, since whoever may write to Redis may write anything; or no memory for a frame just now. It
            // may have been the last one for long, so that no gap would tell of it.
            LOG.error("roomcast.announcement.failed")
                    .with("channel", channel)
                    .because(failure)
                    .write();
            onInterruption(channel);
        }
    }

    @Override
    public void onInterruption(String channel) {
        Room room = rooms.get(channel);
        RoomListener listener = room == null ? null : room.listener;
        if (listener != null) {
            try {
                listener.onInterruption();
            } catch (RuntimeException | OutOfMemoryError bug) {
                // Past it, the client would lose what else came with this reply.
                LOG.error("roomcast.interruption.failed")
                        .with("channel", channel)
                        .because(bug)
                        .write();
            }
        }
    }

    /** The listener of a room; null where there is none. */
    RoomListener listener(String room) {
        Room held = rooms.get(redisKeys.live(room));
        return held == null ? null : held.listener;
    }

    /** Rooms that somebody here listens to, or did a moment ago. */
    List<String> rooms() {
        return rooms.values().stream().map(room -> room.id).toList();
    }
}
