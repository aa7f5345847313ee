package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.roomcast.broker.redis.link.Script;

/**
 * A script that can write events for back ends in the same step.
 *
 * @param silent without events, for most servers: nothing is added to it but a function that does nothing
 * @param recording with events; gets keys and arguments of its own behind those of the script
 */
record EventScript(Script silent, Script recording) {

    /** Reads both, as {@link Script#load}. */
    static EventScript load(String name, String... libraries) {
        return new EventScript(
                Script.load(name, with(List.of("no_events"), libraries)),
                Script.load(name, with(List.of("events_stream", "events"), libraries)));
    }

    private static String[] with(List<String> first, String... libraries) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(libraries));
        return all.toArray(new String[0]);
    }

    Stream<Script> both() {
        return Stream.of(silent, recording);
    }
}
