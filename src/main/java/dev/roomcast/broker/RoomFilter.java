package dev.roomcast.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Which rooms a list is for. */
@FunctionalInterface
public interface RoomFilter extends Predicate<String> {

    /**
     * How ids of the rooms begin that are let through: those that begin otherwise need not be looked at. In no order; an
     * empty one where any may be let through.
     */
    default List<String> prefixes() {
        return List.of("");
    }

    /** The prefixes in that order, without those that begin with another. */
    static List<String> ranges(List<String> prefixes, Comparator<String> order) {
        List<String> ranges = new ArrayList<>();
        for (String prefix : prefixes.stream().sorted(order).toList()) {
            // What begins with another comes right behind it.
            if (ranges.isEmpty() || !prefix.startsWith(ranges.get(ranges.size() - 1))) {
                ranges.add(prefix);
            }
        }
        return ranges;
    }
}
