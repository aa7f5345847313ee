package dev.roomcast.broker.redis;

import java.util.List;

import dev.roomcast.broker.redis.link.Slots;

/**
 * Where the events of a room wait. An event is written by the script that does what it tells of, so in a Cluster its stream
 * has to be in the slot of the room: there is one for each slot. On one node there are just as many as can be delivered
 * side by side.
 */
final class EventStreams {

    /** On one node. */
    private static final int STREAMS = 8;

    private final RedisKeys redisKeys;
    private final String[] tags;
    private final boolean oneNode;

    /**
     * @param oneNode whether one script may have keys of any slots
     */
    EventStreams(RedisKeys redisKeys, boolean oneNode) {
        this.redisKeys = redisKeys;
        this.oneNode = oneNode;
        this.tags = oneNode ? new String[STREAMS] : new String[Slots.COUNT];
        int missing = tags.length;
        for (int i = 0; missing > 0; i++) {
            String tag = '#' + Integer.toString(i, Character.MAX_RADIX);
            int stream = oneNode ? i : Slots.of(tag);
            if (tags[stream] == null) {
                tags[stream] = tag;
                missing--;
            }
        }
    }

    int count() {
        return tags.length;
    }

    /** The stream of a room. */
    int of(String room) {
        int slot = Slots.of(room);
        return oneNode ? slot % STREAMS : slot;
    }

    /** The key of what there is to do for who delivers. */
    String signals() {
        return redisKeys.eventsSignals();
    }

    /** The keys of a stream itself, as the scripts have them. */
    List<String> keys(int stream) {
        return List.of(redisKeys.events(tags[stream]), redisKeys.eventsState(tags[stream]));
    }

    /** The keys of a stream and of what was put aside of it for a target. */
    List<String> keys(int stream, String target) {
        return List.of(
                redisKeys.events(tags[stream]),
                redisKeys.eventsState(tags[stream]),
                redisKeys.eventsFailed(tags[stream], target));
    }
}
