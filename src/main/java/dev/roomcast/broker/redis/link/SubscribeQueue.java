package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Channels that are to be asked for, several in one command and not too many at once. Owned by one event loop. */
final class SubscribeQueue {

    /** Channels that may be asked for and not confirmed. */
    private static final int MAX_ASKED = 1_000;

    private final Set<String> waiting = new LinkedHashSet<>();
    private int asked;

    /** Begins anew on another connection. */
    void reset() {
        waiting.clear();
        asked = 0;
    }

    /** Adds a channel; returns whether it is the only one that waits. */
    boolean add(String channel) {
        waiting.add(channel);
        return waiting.size() == 1;
    }

    void addAll(Collection<String> channels) {
        waiting.addAll(channels);
    }

    void remove(String channel) {
        waiting.remove(channel);
    }

    /** One that was asked for is confirmed. */
    void confirmed() {
        asked--;
    }

    /** The next to ask for, at most so many; empty where none waits, or too many are not confirmed. */
    List<String> next(int most) {
        List<String> next = new ArrayList<>();
        Iterator<String> names = waiting.iterator();
        while (asked < MAX_ASKED && next.size() < most && names.hasNext()) {
            next.add(names.next());
            names.remove();
            asked++;
        }
        return next;
    }
}
