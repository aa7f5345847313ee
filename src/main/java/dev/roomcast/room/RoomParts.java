package dev.roomcast.room;

import java.util.Arrays;

import dev.roomcast.delivery.Audience;
import dev.roomcast.delivery.Frame;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.ShardRoom;

/**
 * The parts of a room on the event loops where it has members; few enough to be looked through. To be called with the lock of
 * the room's feed held.
 */
final class RoomParts {

    private static final ShardRoom[] NONE = {};

    private ShardRoom[] parts = NONE;

    /** The part on a loop; where there was none it is made, and begins at that position. To be called on that loop. */
    ShardRoom on(LoopShard shard, String roomId, String epoch, long position) {
        for (ShardRoom part : parts) {
            if (part.shard() == shard) {
                return part;
            }
        }
        ShardRoom part = shard.room(roomId);
        part.startAt(epoch, position);
        parts = Arrays.copyOf(parts, parts.length + 1);
        parts[parts.length - 1] = part;
        return part;
    }

    void remove(ShardRoom gone) {
        parts = Arrays.stream(parts).filter(part -> part != gone).toArray(ShardRoom[]::new);
    }

    void clear() {
        parts = NONE;
    }

    /** Posts to every loop and lets go of the frame. */
    void post(Frame frame, Audience audience) {
        for (ShardRoom part : parts) {
            part.post(frame.retain(), audience);
        }
        frame.release();
    }

    /** The same with news of another epoch. */
    void postReset(Frame frame, String epoch) {
        for (ShardRoom part : parts) {
            part.postReset(frame.retain(), epoch);
        }
        frame.release();
    }
}
