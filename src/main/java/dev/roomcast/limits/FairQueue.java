package dev.roomcast.limits;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What waits, served in turns: one of each owner after another, each owner's own in their order. So who has a thousand
 * waiting holds up nobody else. Not safe for many threads at once.
 *
 * @param <K> who owns what waits
 * @param <T> what waits
 */
public final class FairQueue<K, T> {

    private final Map<K, Deque<T>> waiting = new HashMap<>();

    /** Owners with something waiting; the first one's turn is next. */
    private final Deque<K> owners = new ArrayDeque<>();

    private int size;

    /** Adds something behind all else of its owner. */
    public void add(K owner, T item) {
        Deque<T> ofOwner = waiting.get(owner);
        if (ofOwner == null) {
            ofOwner = new ArrayDeque<>(2);
            waiting.put(owner, ofOwner);
            owners.addLast(owner);
        }
        ofOwner.addLast(item);
        size++;
    }

    /** Takes what is next; null where nothing waits. */
    public T poll() {
        K owner = owners.pollFirst();
        if (owner == null) {
            return null;
        }
        Deque<T> ofOwner = waiting.get(owner);
        T first = ofOwner.pollFirst();
        if (ofOwner.isEmpty()) {
            waiting.remove(owner);
        } else {
            owners.addLast(owner);
        }
        size--;
        return first;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** How much waits. */
    public int size() {
        return size;
    }

    /** How much waits of one owner. */
    public int size(K owner) {
        Deque<T> ofOwner = waiting.get(owner);
        return ofOwner == null ? 0 : ofOwner.size();
    }
}
