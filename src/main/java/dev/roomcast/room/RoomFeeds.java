package dev.roomcast.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;

import dev.roomcast.broker.Broker;

/** The feeds of the rooms that have members here: made for the first, closed after the last. */
final class RoomFeeds {

    private final ConcurrentHashMap<String, RoomFeed> feeds = new ConcurrentHashMap<>();
    private final Broker broker;
    private final Vertx vertx;
    private final RoomMetrics metrics;
    private final int eventsMaxMembers;

    RoomFeeds(Broker broker, Vertx vertx, RoomMetrics metrics, int eventsMaxMembers) {
        this.broker = broker;
        this.vertx = vertx;
        this.metrics = metrics;
        this.eventsMaxMembers = eventsMaxMembers;
    }

    /** Adds a member; the feed completes when it hears of the room. */
    CompletableFuture<RoomFeed> enter(RoomMember member) {
        return feeds.compute(member.roomId(), (roomId, existing) -> {
                    RoomFeed feed = existing == null ? open(roomId) : existing;
                    feed.members().put(member.connectionId(), member);
                    return feed;
                })
                .ready();
    }

    private RoomFeed open(String roomId) {
        RoomFeed feed = new RoomFeed(roomId, broker, vertx, metrics, eventsMaxMembers);
        broker.subscribe(roomId, feed)
                .thenCompose(subscribed -> broker.position(roomId))
                .whenComplete((position, failure) -> {
                    if (failure == null) {
                        feed.start(position);
                    } else {
                        feed.fail(failure);
                    }
                });
        return feed;
    }

    /** Takes a member out. To be called on the member's loop. */
    void leave(RoomMember member) {
        if (member.shardRoom() != null) {
            // Before and not in there: it delivers what came before, and others wait there.
            member.shardRoom().remove(member.subscriber());
        }
        feeds.computeIfPresent(member.roomId(), (roomId, feed) -> {
            feed.members().remove(member.connectionId(), member);
            if (member.shardRoom() != null) {
                feed.detachIfEmpty(member.shardRoom());
            }
            if (!feed.members().isEmpty()) {
                return feed;
            }
            feed.close();
            broker.unsubscribe(roomId);
            return null;
        });
    }

    /** Rooms with members here. */
    int size() {
        return feeds.size();
    }

    /** Memberships here. */
    int members() {
        int members = 0;
        for (RoomFeed feed : feeds.values()) {
            members += feed.members().size();
        }
        return members;
    }
}
