package dev.roomcast.bench.load;

import java.util.List;
import java.util.function.Function;

import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.server.Server;

/**
 * Something that is done to servers, one after the other and around again.
 *
 * @param name in commands and file names
 * @param title a sentence for the report
 * @param metrics columns of its table, the one that matters most first
 * @param between what becomes of a server between two of its runs
 * @param contenders rows of its table, made of the servers that are there
 */
public record Workload(
        String name,
        String title,
        List<Metric> metrics,
        Between between,
        Function<List<Server>, List<Contender>> contenders) {

    /** What becomes of a server between two of its runs, while the others have theirs. */
    public enum Between {
        /** It stays as it is, with everyone connected. */
        STAYS,
        /** It stays up, but its clients leave: so many of them that the load generator can only hold one crowd. */
        EMPTIES,
        /** It is stopped, and started for the next run: what is measured is how it is after its start. */
        RESTARTS
    }
}
