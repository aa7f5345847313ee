package dev.roomcast.room;

import dev.roomcast.broker.RoomNews;
import dev.roomcast.delivery.Audience;
import dev.roomcast.delivery.Frame;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.ServerMessage;

/**
 * Tells the members of a room who comes and goes: each one by one, or the count now and then where they are many; nothing
 * where a rule for the room says so. To be called on any thread.
 */
final class MemberEvents {

    private final RoomFeed feed;
    private final boolean on;

    /** Null as long as the room is told of each who comes or goes. */
    private StatsTicker stats;

    private boolean stopped;

    MemberEvents(RoomFeed feed) {
        this.feed = feed;
        this.on = feed.services().policies().of(feed.roomId()).presenceEvents();
    }

    void joined(RoomNews.Joined news) {
        tell(
                news.memberCount(),
                news.connectionId(),
                new ServerMessage.UserJoined(feed.roomId(), news.user(), news.memberCount(), news.timestamp()));
    }

    void left(RoomNews.Left news) {
        tell(
                news.memberCount(),
                news.connectionId(),
                new ServerMessage.UserLeft(feed.roomId(), news.user(), news.memberCount(), news.timestamp()));
    }

    private void tell(int memberCount, String connectionId, ServerMessage event) {
        if (!on) {
            return;
        }
        if (memberCount > feed.services().eventsMaxMembers()) {
            count(memberCount);
        } else {
            dropStats();
            feed.postNews(Frame.of(MessageWriter.write(event)), new Audience(true, connectionId));
        }
    }

    private void count(int memberCount) {
        StatsTicker ticker;
        synchronized (this) {
            if (stopped) {
                return;
            }
            if (stats == null) {
                stats = new StatsTicker(feed.services().vertx(), this::postStats);
            }
            ticker = stats;
        }
        ticker.changed(memberCount);
    }

    private synchronized void dropStats() {
        if (stats != null) {
            stats.drop();
        }
    }

    synchronized void stop() {
        stopped = true;
        if (stats != null) {
            stats.stop();
        }
    }

    /** News of two event loops may overtake each other, so that the last count heard need not be the last. */
    private void postStats(int lastHeard) {
        feed.services()
                .broker()
                .info(feed.roomId())
                .whenComplete((info, failure) -> postCount(failure == null ? info.memberCount() : lastHeard));
    }

    private void postCount(int memberCount) {
        byte[] json = MessageWriter.write(new ServerMessage.RoomStats(feed.roomId(), memberCount));
        feed.postNews(Frame.of(json), new Audience(true, null));
    }
}
