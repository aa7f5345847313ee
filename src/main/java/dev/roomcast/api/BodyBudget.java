package dev.roomcast.api;

import java.util.HashMap;
import java.util.Map;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.RoomcastConfig;

/**
 * What request bodies that are still coming in may hold of the heap together. Past it the largest pays: a crowd that sends
 * a little and waits does not push out one who sends what it announced. Any thread.
 */
@ApplicationScoped
class BodyBudget {

    private final long maxBytes;
    private final Map<BodyReader, Integer> held = new HashMap<>();
    private long heldBytes;

    @Inject
    BodyBudget(RoomcastConfig config) {
        // One of the largest size has to fit.
        this.maxBytes = Math.max(config.limits().bodiesBytes(), config.limits().maxBodyBytes());
    }

    /**
     * Counts what came of a body.
     *
     * @return the body to give up, of which nothing is counted any more; null where there is room for all
     */
    synchronized BodyReader add(BodyReader body, int bytes) {
        held.merge(body, bytes, Integer::sum);
        heldBytes += bytes;
        if (heldBytes <= maxBytes) {
            return null;
        }
        BodyReader largest = held.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        release(largest);
        return largest;
    }

    /** A body that is complete, or given up. */
    synchronized void release(BodyReader body) {
        Integer bytes = held.remove(body);
        heldBytes -= bytes == null ? 0 : bytes;
    }
}
