package dev.roomcast.bench.result;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one counted run gave.
 *
 * @param values by metric
 * @param faults what went wrong, at most a few of them: with any, the values count for nothing
 */
public record Sample(Map<Metric, Double> values, List<String> faults) {

    /** Above this share of its core the generator may have been what was measured. In percent. */
    private static final double BUSY = 90;

    /** Whether the load generator was too busy for the run to count. */
    public boolean isVoid() {
        return values.getOrDefault(Metric.GENERATOR, 0.0) > BUSY;
    }

    /** Whether its values count. */
    public boolean counts() {
        return faults.isEmpty() && !isVoid();
    }

    /** A run that could not be made at all. */
    public static Sample failed(String why) {
        return new Sample(new EnumMap<>(Metric.class), List.of(why));
    }
}
