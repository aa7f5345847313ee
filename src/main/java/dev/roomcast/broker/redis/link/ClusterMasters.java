package dev.roomcast.broker.redis.link;

import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Which master serves which slots at a moment, and what is so of all of them. Immutable; for any thread.
 *
 * @param bySlot null where a slot is served by none
 * @param all each of them once
 * @param isWhole whether every slot is served
 */
record ClusterMasters(Master[] bySlot, Set<Master> all, boolean isWhole) {

    /** A master, and a slot of its own that its probe uses. */
    record Master(String address, Node node, int probeSlot) {}

    /** Before anything is known. */
    static ClusterMasters none() {
        return new ClusterMasters(new Master[Slots.COUNT]);
    }

    ClusterMasters(Master[] bySlot) {
        this(
                bySlot,
                Stream.of(bySlot).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet()),
                Stream.of(bySlot).allMatch(Objects::nonNull));
    }

    /** Who serves a slot; null where nobody does. */
    Master of(int slot) {
        return bySlot[slot];
    }

    /** Who serves a key or channel; null where nobody does. */
    Master of(String key) {
        return bySlot[Slots.of(key)];
    }

    /** Whether every slot is served, each by a master of which that is so. */
    boolean every(Predicate<Node> question) {
        return isWhole && all.stream().allMatch(master -> question.test(master.node()));
    }

    boolean any(Predicate<Node> question) {
        return all.stream().anyMatch(master -> question.test(master.node()));
    }

    double sum(ToDoubleFunction<Node> of) {
        return values(of).sum();
    }

    /** The largest; NaN where one of them is, {@code none} where there is no master. */
    double max(ToDoubleFunction<Node> of, double none) {
        return values(of).reduce(Math::max).orElse(none);
    }

    private DoubleStream values(ToDoubleFunction<Node> of) {
        return all.stream().mapToDouble(master -> of.applyAsDouble(master.node()));
    }
}
