package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import dev.roomcast.broker.redis.SeenPositions.Seen;
import dev.roomcast.broker.redis.link.Script;

/** The scripts of a room's log, and what all of them are told. */
final class RoomScripts {

    static final Script PUBLISH = Script.load("publish", "log", "announce");
    static final Script READ = Script.load("read", "log");
    static final Script ERASE = Script.load("erase", "log");
    static final Script POSITIONS = Script.load("positions");

    private RoomScripts() {}

    /**
     * How much is kept of a room.
     *
     * @param maxMessages entries, 0 for any number
     * @param maxBytes about as many as clients get
     * @param retentionMillis the age at which an entry is dropped
     */
    record Retention(int maxMessages, long maxBytes, long retentionMillis) {}

    /**
     * How much is kept of each room.
     *
     * @param of what holds for a room; asked with each call
     * @param ages all ages that an entry may be dropped at, in any room, in milliseconds
     */
    record Retentions(Function<String, Retention> of, Set<Long> ages) {

        /** The same for all rooms. */
        static Retentions same(Retention retention) {
            return new Retentions(room -> retention, Set.of(retention.retentionMillis()));
        }
    }

    /** The keys of the log itself. */
    static List<String> keys(RedisKeys redisKeys, String room) {
        return Arrays.asList(redisKeys.messages(room), redisKeys.meta(room), redisKeys.deleted(room));
    }

    /** The arguments that all of them begin with. */
    static List<Object> arguments(Seen seen, Retention retention) {
        List<Object> arguments = new ArrayList<>(16);
        arguments.add(seen.epoch());
        arguments.add(seen.offset());
        // Tells lives apart that begin in the same millisecond of two stores.
        arguments.add(Integer.toHexString(ThreadLocalRandom.current().nextInt()));
        arguments.add(retention.maxMessages());
        arguments.add(retention.maxBytes());
        arguments.add(retention.retentionMillis());
        return arguments;
    }
}
