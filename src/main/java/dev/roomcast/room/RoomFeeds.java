package dev.roomcast.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The feeds of the rooms that have members here: made for the first, closed after the last. */
final class RoomFeeds {

    private final ConcurrentHashMap<String, RoomFeed> feeds = new ConcurrentHashMap<>();
    private final AtomicInteger members = new AtomicInteger();
    private final FeedServices services;

    RoomFeeds(FeedServices services) {
        this.services = services;
    }

    /** Adds a member; the feed completes when it hears of the room. */
    CompletableFuture<RoomFeed> enter(RoomMember member) {
        members.incrementAndGet();
        return feeds.compute(member.roomId(), (roomId, existing) -> {
                    RoomFeed feed = existing == null ? new RoomFeed(roomId, services) : existing;
                    feed.add(member);
                    // Also where it failed for those before, who are not out yet.
                    if (feed.begin()) {
                        open(roomId, feed);
                    }
                    return feed;
                })
                .ready();
    }

    private void open(String roomId, RoomFeed feed) {
        services.broker()
                .subscribe(roomId, feed)
                .thenCompose(subscribed -> services.broker().position(roomId))
                .whenComplete((position, failure) -> {
                    if (failure == null) {
                        feed.start(position);
                    } else {
                        feed.fail(failure);
                    }
                });
    }

    /** Takes a member out. To be called on the member's loop. */
    void leave(RoomMember member) {
        if (member.shardRoom() != null) {
            // Before and not in there: it delivers what came before, and others wait there.
            member.shardRoom().remove(member.subscriber());
        }
        feeds.computeIfPresent(member.roomId(), (roomId, feed) -> {
            feed.remove(member);
            if (!feed.isEmpty()) {
                return feed;
            }
            feed.close();
            services.broker().unsubscribe(roomId);
            return null;
        });
        members.decrementAndGet();
    }

    /** Rooms with members here. */
    int size() {
        return feeds.size();
    }

    /** Memberships here. */
    int members() {
        return members.get();
    }
}
