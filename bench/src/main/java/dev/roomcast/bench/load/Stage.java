package dev.roomcast.bench.load;

import dev.roomcast.bench.client.Protocol;
import dev.roomcast.bench.server.Fleet;

/**
 * Where a scene plays.
 *
 * @param generator makes the load
 * @param fleet the server's processes
 * @param protocol how it is spoken to
 */
public record Stage(Generator generator, Fleet fleet, Protocol protocol) {}
