package dev.roomcast.broker.redis.link;

import io.vertx.core.Vertx;

/**
 * When calls are sent. One that comes alone goes at once; while others are under way, or came together just now, calls are
 * gathered for a moment and go in one write: each write costs Redis a turn, and then every instance that hears of it,
 * whatever there is in it. Owned by one event loop.
 */
final class SendPace {

    /** Time between two writes where calls are gathered: at a thousand calls a second that is three in one write. */
    private static final long GATHER_MILLIS = 3;

    private final Vertx vertx;
    private final Runnable send;
    private long sentAt = System.nanoTime();
    private int together;
    private boolean gathering;

    /**
     * @param send sends all that waits
     */
    SendPace(Vertx vertx, Runnable send) {
        this.vertx = vertx;
        this.send = send;
    }

    /**
     * Sends what waits: at once, or with what comes until a moment after the last write.
     *
     * @param othersUnderWay whether calls were sent that are not answered
     */
    void sendSoon(boolean othersUnderWay) {
        if (gathering) {
            return;
        }
        boolean gathers = othersUnderWay || together > 1;
        long millis = GATHER_MILLIS - (System.nanoTime() - sentAt) / 1_000_000;
        if (!gathers || millis <= 0) {
            send.run();
            return;
        }
        gathering = true;
        vertx.setTimer(millis, id -> {
            gathering = false;
            send.run();
        });
    }

    /** So many calls were sent together. */
    void sent(long now, int calls) {
        sentAt = now;
        together = calls;
    }
}
