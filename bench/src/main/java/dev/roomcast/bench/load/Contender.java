package dev.roomcast.bench.load;

import java.util.function.Function;

import dev.roomcast.bench.server.Server;
import dev.roomcast.bench.server.Setup;

/**
 * One row of a workload's table.
 *
 * @param label its name there: the server's, or {@code server + what is different about it}
 * @param server what is measured
 * @param setup how it is set up
 * @param opener connects everyone once it runs
 */
public record Contender(String label, Server server, Setup setup, Function<Stage, Scene> opener) {

    /** Between a server's name and what is different about it. */
    public static final String VARIANT = " + ";
}
