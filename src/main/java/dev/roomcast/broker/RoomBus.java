package dev.roomcast.broker;

import java.util.concurrent.CompletionStage;

/**
 * Carries what happens in a room to the instances that have members there. Announcements are hints and may be lost; the
 * log is the truth. A listener is called for one room by one thread at a time, in the order of offsets as far as nothing
 * is lost, and must not block.
 */
public interface RoomBus {

    /** Hears of one room. */
    interface RoomListener {

        /** An entry was added to the room's log. */
        void onPublication(Publication publication);

        /** Something happened that is not kept. */
        void onNews(RoomNews news);

        /** Announcements may have been lost; the log has what was missed. */
        void onInterruption();

        /**
         * Whether all of a log up to a position was handed over. Asked now and then, so that what was lost in whatever way
         * is found without a later entry.
         *
         * @param epoch the life of the log; empty where there is no log
         * @param last its last offset
         */
        default boolean hasReached(String epoch, long last) {
            return true;
        }
    }

    /** Hears of the server as a whole. */
    interface ServerListener {

        /** Something that concerns everyone. */
        void onNews(ServerNews news);
    }

    /**
     * Begins to call the listener; at most one a room.
     *
     * @return completes when whatever is announced from now on reaches the listener
     */
    CompletionStage<Void> subscribe(String room, RoomListener listener);

    /** Stops calling the room's listener. */
    void unsubscribe(String room);

    /**
     * Tells the subscribers of a room, this instance included; at most once.
     *
     * @return completes when it is on its way to all of them; fails with {@code UNAVAILABLE} where it need not be
     */
    CompletionStage<Void> announce(String room, RoomNews news);

    /** Hears of the server as a whole; called once at start. */
    void listen(ServerListener listener);

    /** Tells all instances, this one included; at most once. */
    CompletionStage<Void> broadcast(ServerNews news);
}
