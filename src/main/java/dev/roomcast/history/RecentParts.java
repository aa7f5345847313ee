package dev.roomcast.history;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Publication;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.SharedTail;
import dev.roomcast.history.HistoryService.Stretch;
import dev.roomcast.protocol.MessageWriter;

/**
 * The parts of logs that somebody was sent a moment ago, for the others who come back to the same place: each is encoded
 * once and packed once, and as long as nothing happens in the room it is read once. Where the log is, or what was read from
 * it, decides whether a part is still the same, so there is nothing to invalidate. Bounded in bytes and in time. To be
 * called on any thread; the lock is held for microseconds.
 */
final class RecentParts {

    /** How long a part is kept that nobody asks for: in a storm the next one asks at once. */
    private static final long KEEP_MILLIS = 1_000;

    private final long maxBytes;
    private final LinkedHashMap<Place, Part> parts = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean sweeping;

    private record Place(String roomId, long after) {}

    private record Part(LogRun run, SharedTail tail, long usedAt) {

        boolean holds(List<Publication> others) {
            List<Publication> entries = run.entries();
            if (entries.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < entries.size(); i++) {
                // In memory they are the same arrays; from Redis they are other arrays with the same bytes.
                if (!Arrays.equals(entries.get(i).json(), others.get(i).json())) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * @param maxBytes bytes of parts kept, uncompressed; compressed ones are kept beside them, and are smaller
     */
    RecentParts(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * What was read there a moment ago, where the log is as it was then: whatever is said or deleted moves its position.
     *
     * @param after the offset before the run
     * @return null where it has to be read
     */
    synchronized LogRun known(String roomId, long after, Stretch stretch) {
        Part part = parts.get(new Place(roomId, after));
        boolean same = part != null
                && part.run.position().equals(stretch.position())
                && part.run.entries().size() <= stretch.upTo() - after;
        return same ? part.run : null;
    }

    /**
     * The end of the {@code message-history} that brings this run. To be called on a loop.
     *
     * @param after the offset before the run
     * @param shard the loop
     * @return retained for the caller, who releases it
     */
    SharedTail tail(String roomId, long after, LogRun run, LoopShard shard) {
        Place place = new Place(roomId, after);
        SharedTail known = find(place, run);
        if (known != null) {
            return known;
        }
        SharedTail tail = SharedTail.of(MessageWriter.writeHistoryTail(run.events()));
        if (tail.size() <= maxBytes && keep(place, new Part(run, tail.retain(), System.nanoTime()))) {
            shard.schedule(KEEP_MILLIS, () -> sweep(shard));
        }
        return tail;
    }

    private synchronized SharedTail find(Place place, LogRun run) {
        Part part = parts.get(place);
        if (part == null || (part.run != run && !part.holds(run.entries()))) {
            return null;
        }
        // With where the log is now.
        parts.put(place, new Part(run, part.tail, System.nanoTime()));
        return part.tail.retain();
    }

    /** Whether a sweep has to be scheduled. */
    private synchronized boolean keep(Place place, Part part) {
        Part before = parts.put(place, part);
        bytes += part.tail.size();
        if (before != null) {
            evict(before);
        }
        Iterator<Part> oldestFirst = parts.values().iterator();
        while (bytes > maxBytes) {
            evict(oldestFirst.next());
            oldestFirst.remove();
        }
        boolean begins = !sweeping;
        sweeping = true;
        return begins;
    }

    private void sweep(LoopShard shard) {
        if (forgetUnused()) {
            shard.schedule(KEEP_MILLIS, () -> sweep(shard));
        }
    }

    /** Whether something is left. */
    private synchronized boolean forgetUnused() {
        long now = System.nanoTime();
        Iterator<Part> oldestFirst = parts.values().iterator();
        while (oldestFirst.hasNext()) {
            Part part = oldestFirst.next();
            if (now - part.usedAt < TimeUnit.MILLISECONDS.toNanos(KEEP_MILLIS)) {
                break;
            }
            evict(part);
            oldestFirst.remove();
        }
        sweeping = !parts.isEmpty();
        return sweeping;
    }

    private void evict(Part part) {
        bytes -= part.tail.size();
        part.tail.release();
    }

    /** Bytes of the parts that are kept, uncompressed. */
    synchronized long bytes() {
        return bytes;
    }
}
