package dev.roomcast.testing;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventRules;

/**
 * All events of all rooms for these targets; none where there is no target.
 *
 * @param bounds of the queue
 */
public record Events(List<String> targets, Bounds bounds) implements EventRules {

    private static final String ALL =
            Stream.of(EventKind.values()).map(kind -> "" + kind.code()).collect(Collectors.joining());

    /** With wide bounds. */
    public Events(List<String> targets) {
        this(targets, new Bounds(100_000, 1L << 26, 1_000));
    }

    @Override
    public boolean isOn() {
        return !targets.isEmpty();
    }

    @Override
    public String wanted(String room) {
        return ALL;
    }
}
